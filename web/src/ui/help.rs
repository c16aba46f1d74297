//! The keys, and two sentences about the page.

use yew::prelude::*;

use super::dialog::Dialog;
use crate::dom::page;
use crate::text;

/// What the help needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HelpProps {
    /// Tells that it is to close.
    pub on_close: Callback<()>,
}

/// The keys, and two sentences about the page.
#[function_component]
pub fn Help(props: &HelpProps) -> Html {
    let control = control_key();
    let run = [control, text::key_enter()];
    let complete = [text::key_ctrl(), text::key_space()];
    let leave = [text::key_escape(), text::key_then(), text::key_tab()];
    let ends = [text::key_home(), text::key_end()];
    let cancel = [control, "."];
    let copy = [control, "C"];
    let all = [control, "A"];
    html! {
        <Dialog title={text::help_title()} name="help" on_close={&props.on_close}>
            <h3>{ text::help_editor() }</h3>
            <dl class="keys">
                { keys(&run, text::help_run()) }
                { keys(&complete, text::help_complete()) }
                { keys(&leave, text::help_leave()) }
                { keys(&cancel, text::help_cancel()) }
            </dl>
            <h3>{ text::help_time() }</h3>
            <dl class="keys">
                { keys(&[text::key_space()], text::help_play()) }
                { keys(&["←", "→"], text::help_step()) }
                { keys(&ends, text::help_ends()) }
                { keys(&["−", "+"], text::help_speed()) }
                { keys(&["?"], text::help_this()) }
            </dl>
            <h3>{ text::help_grid() }</h3>
            <dl class="keys">
                { keys(&["←", "↑", "→", "↓"], text::help_move()) }
                { keys(&[text::key_enter()], text::help_sort()) }
                { keys(&copy, text::help_copy()) }
                { keys(&all, text::help_all()) }
            </dl>
            <p>{ text::help_times() }</p>
            <p>{ text::help_about() }</p>
        </Dialog>
    }
}

/// The key that goes with letters for commands: Command on a Mac, Ctrl elsewhere.
pub fn control_key() -> &'static str {
    if page::is_mac() {
        text::key_command()
    } else {
        text::key_ctrl()
    }
}

fn keys(caps: &[&'static str], what: &'static str) -> Html {
    let cap = |cap: &&'static str| {
        if *cap == text::key_then() {
            html! { <span class="quiet">{ *cap }</span> }
        } else {
            html! { <kbd class="kbd">{ *cap }</kbd> }
        }
    };
    html! { <><dt>{ for caps.iter().map(cap) }</dt><dd>{ what }</dd></> }
}
