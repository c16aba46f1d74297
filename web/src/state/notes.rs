//! Notes: lines across the page for what concerns the whole of it. An error in SQL is none; it is
//! marked at its place.

/// A line across the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Tells it from the others.
    pub id: u32,
    /// What it is about; a newer note about the same takes its place.
    pub topic: Topic,
    /// What it says.
    pub text: String,
    /// More, to be unfolded.
    pub details: Option<String>,
    /// Whether the details are unfolded.
    pub is_unfolded: bool,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The engine stopped and was started again.
    Engine,
    /// The engine has work and says nothing.
    Silent,
    /// The engine could not be loaded.
    Loading,
    /// A file or sample.
    File,
    /// A link or a file of ours that cannot be read.
    Link,
    /// Copying.
    Copy,
    /// The database went back, or on.
    History,
    /// The file in the browser that outlives a reload.
    Keeping,
}

/// All notes, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// The notes.
    pub list: Vec<Note>,
    id_last: u32,
}

impl Notes {
    /// Says something, in the place of what was said about the same.
    pub fn say(&mut self, topic: Topic, text: String, details: Option<String>) {
        self.take_back(topic);
        self.id_last += 1;
        self.list.push(Note { id: self.id_last, topic, text, details, is_unfolded: false });
    }

    /// Takes back what was said about something.
    pub fn take_back(&mut self, topic: Topic) {
        self.list.retain(|note| note.topic != topic);
    }

    /// Closes a note.
    pub fn close(&mut self, id: u32) {
        self.list.retain(|note| note.id != id);
    }

    /// Unfolds a note's details, or folds them.
    pub fn toggle(&mut self, id: u32) {
        if let Some(note) = self.list.iter_mut().find(|note| note.id == id) {
            note.is_unfolded = !note.is_unfolded;
        }
    }
}
