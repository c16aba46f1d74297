//! The root component.

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_render::{request_animation_frame, AnimationFrame};
use gloo_timers::callback::Timeout;
use model::message::link::saved_of_fragment;
use scene::words::Words;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent, Node};
use yew::prelude::*;

use super::keys::{self, Asked};
use super::{dropping, effects, shown};
use crate::dom::editor::{self, EditorElement};
use crate::dom::page;
use crate::engine_client::client::{worker_url_of_page, EngineClient};
use crate::engine_client::event::{Keeping, Options};
use crate::state::app::{State, QUIET_MILLIS};
use crate::state::layout::{Dialog, Pane};
use crate::state::link;
use crate::state::message::{Arrange, Effect, Message};
use crate::state::playback::Move;
use crate::state::run::Run;
use crate::state::share;
use crate::text;
use crate::ui::glass::Glass;
use crate::ui::help::Help;
use crate::ui::notes::NoteLines;
use crate::ui::offer::Offer;
use crate::ui::result::Result;
use crate::ui::seg::{Choice, Seg};
use crate::ui::setup::SetupDialog;
use crate::ui::share::Share;
use crate::ui::sql::Sql;
use crate::ui::status::Status;
use crate::ui::tables::Tables;
use crate::ui::top_bar::TopBar;
use crate::ui::transport::Transport;

/// What the root is given.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The editor's element, which stood in the page before the app did.
    pub editor: EditorElement,
}

/// What the root is told.
#[derive(Clone, Debug)]
pub enum AppMessage {
    /// Something that concerns the state.
    State(Message),
    /// The editor's script is to run: the chosen part, or all of it.
    Run,
    /// The editor's text is another one.
    Edited,
    /// Something else is chosen in the editor.
    Selected,
    /// A file is to be chosen.
    OpenFile,
    /// A name is wanted in the editor.
    Insert(String),
    /// A place of the line of time is wanted, from 0 to 1.
    ToShare(f64),
    /// The page has another size.
    Resized,
    /// A run is no longer young.
    Grown,
}

/// The root component.
pub struct App {
    state: State,
    client: Option<EngineClient>,
    words: Words,
    /// Whether a link or a file has put a script into the editor.
    is_brought: bool,
    has_selection: bool,
    wants_shop: bool,
    page_width: f64,
    file_input: NodeRef,
    frame: Option<AnimationFrame>,
    growing: Option<Timeout>,
    on: Callback<Message>,
    on_run: Callback<()>,
    on_open: Callback<()>,
    on_insert: Callback<String>,
    on_share: Callback<f64>,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = AppMessage;
    type Properties = AppProps;

    fn create(ctx: &Context<App>) -> App {
        let link = ctx.link();
        let on = link.callback(AppMessage::State);
        let mut state = State::default();
        let query = page::query();
        state.layout.theme = effects::remembered_theme();
        if let Some(theme) = link::theme_of(&query) {
            state.layout.theme = theme;
            effects::show_theme(theme);
        }
        state.layout.look = link::look_of(&query).unwrap_or_default();
        let setup = link::setup_of(&query);
        let brought = brought();
        state.is_kept = effects::wants_keeping();
        let brought = match (brought, link::demo_of(&query)) {
            (Some(message), _) => vec![message],
            (None, Some(demo)) => vec![Message::Offered(demo), Message::TakeOffer],
            (None, None) => Vec::new(),
        };
        // What is kept is not touched by what a link brings.
        let keeping = match state.is_kept && brought.is_empty() {
            true => Keeping::Browser,
            false => Keeping::Memory,
        };
        link.send_message_batch(brought.into_iter().map(AppMessage::State).collect());
        state.setup = Some(setup.clone());
        state.knows_schema = keeping == Keeping::Memory;
        let client = worker_url_of_page().map(|worker_url| {
            let options = Options { worker_url, setup, keeping };
            let on = on.clone();
            EngineClient::start(options, Rc::new(move |event| on.emit(Message::Engine(event))))
        });
        App {
            state,
            client,
            words: Words::english(),
            is_brought: false,
            has_selection: false,
            wants_shop: false,
            page_width: page::width(),
            file_input: NodeRef::default(),
            frame: None,
            growing: None,
            on_run: link.callback(|()| AppMessage::Run),
            on_open: link.callback(|()| AppMessage::OpenFile),
            on_insert: link.callback(AppMessage::Insert),
            on_share: link.callback(AppMessage::ToShare),
            _listeners: listeners(ctx, &on),
            on,
        }
    }

    fn update(&mut self, ctx: &Context<App>, message: AppMessage) -> bool {
        match message {
            AppMessage::State(message) => self.apply(ctx, message),
            AppMessage::Run => {
                if self.state.is_ready() {
                    let (script, start) = script_of(&ctx.props().editor);
                    self.apply(ctx, Message::Run { script, start });
                }
            }
            AppMessage::Edited => {
                // What a link has put there, and what becomes of it, does not take the place of the
                // reader's own draft.
                if !self.is_brought {
                    effects::remember_draft(&ctx.props().editor.value());
                }
                return self.look_at_script(ctx);
            }
            AppMessage::Selected => return self.look_at_script(ctx),
            AppMessage::OpenFile => {
                if let Some(input) = self.file_input.cast::<HtmlInputElement>() {
                    input.click();
                }
                return false;
            }
            AppMessage::Insert(name) => {
                ctx.props().editor.insert(&name);
                return false;
            }
            AppMessage::ToShare(share) => {
                let extent = &self.state.timeline.extent;
                let step = match extent.event_at(&self.state.recording, share) {
                    Some(event) => Move::ToEvent(event),
                    None => Move::Start,
                };
                self.apply(ctx, Message::Move(step));
            }
            AppMessage::Resized => self.page_width = page::width(),
            AppMessage::Grown => effects::draw_marks(&self.state, &ctx.props().editor),
        }
        self.look_at_script(ctx);
        // The app's own place is not drawn by it, so its state is told here, and at once.
        page::set_state("app", "data-engine", shown::engine_name(&self.state));
        page::set_state("app", "data-counters", &shown::counters(&self.state));
        page::set_state("app", "data-runs", &self.state.runs_over.to_string());
        let is_quiet = self.state.is_quiet(page::now_millis());
        if is_quiet && self.growing.is_none() {
            let link = ctx.link().clone();
            let grown = move || link.send_message(AppMessage::Grown);
            self.growing = Some(Timeout::new(QUIET_MILLIS, grown));
        } else if !is_quiet {
            self.growing = None;
        }
        !is_quiet
    }

    fn view(&self, ctx: &Context<App>) -> Html {
        let layout = &self.state.layout;
        let percent = layout.sql_percent.map(|percent| format!("--sql-share: {percent}%"));
        html! {
            <>
                { self.top_bar() }
                <main class="bench" data-pane={layout.pane.name()} style={percent}
                    data-full={layout.is_full.then_some("on")}
                    data-drawer={layout.is_drawer_open.then_some("open")}>
                    <h1 class="unseen">{ text::app_workbench() }</h1>
                    if let Some(share) = self.state.share() {
                        <div class="progress" style={format!("--share: {share:.4}")} />
                    }
                    <NoteLines list={self.state.notes.list.clone()} on={&self.on} />
                    { self.offer() }
                    { self.pane_choice() }
                    <Tables schema={&self.state.schema} loading={shown::loading(&self.state)}
                        folded={layout.folded.clone()} is_ready={self.state.is_ready()}
                        on={&self.on} on_open={&self.on_open} on_insert={&self.on_insert} />
                    { self.sql(ctx) }
                    { self.result() }
                    { self.glass() }
                    { self.transport() }
                    <Status doing={shown::doing(&self.state)}
                        counted={shown::counted(&self.state)} />
                </main>
                { self.above() }
                <input type="file" class="unseen" accept=".sql,.txt,.json,text/plain" tabindex="-1"
                    aria-hidden="true" ref={self.file_input.clone()} onchange={self.on_chosen()} />
            </>
        }
    }
}

impl App {
    fn apply(&mut self, ctx: &Context<App>, message: Message) {
        let effects = self.state.update(message, page::now_millis());
        for effect in effects {
            self.perform(ctx, effect);
        }
    }

    /// Takes note of what Run would run; tells whether that is said otherwise than before.
    fn look_at_script(&mut self, ctx: &Context<App>) -> bool {
        let editor = &ctx.props().editor;
        if !editor.is_upgraded() {
            return false;
        }
        let (from, to) = editor.chosen();
        // The text is looked at only while there is no table: a long one costs nothing later.
        let may_want = self.state.schema.tables.is_empty();
        let wants_shop = may_want && self.state.wants_shop(&script_of(editor).0);
        let before = (self.has_selection, self.wants_shop);
        (self.has_selection, self.wants_shop) = (from != to, wants_shop);
        before != (self.has_selection, self.wants_shop)
    }

    fn perform(&mut self, ctx: &Context<App>, effect: Effect) {
        let editor = &ctx.props().editor;
        match effect {
            Effect::Send(command, purpose) => {
                if let Some(client) = &self.client {
                    let request = client.send(command);
                    self.state.sent(purpose, request);
                }
            }
            Effect::CancelRequest => {
                if let Some(client) = &self.client {
                    client.cancel();
                }
            }
            Effect::RestartEngine => {
                if let Some(client) = &self.client {
                    client.restart();
                }
            }
            Effect::FetchSample => effects::fetch_sample(self.on.clone()),
            Effect::Share => {
                let commands = self.client.as_ref().and_then(EngineClient::commands);
                let parcel = share::pack(&self.state, commands.as_deref(), editor.value());
                self.apply(ctx, Message::Packed(parcel));
            }
            Effect::Keep(keeping) => {
                effects::remember_keeping(keeping);
                if let Some(client) = &self.client {
                    client.keep(keeping);
                }
            }
            Effect::KeepApart => {
                if let Some(client) = &self.client {
                    client.keep_apart();
                }
            }
            Effect::SetEditor(sql) => {
                self.is_brought = true;
                editor.set_value(&sql);
            }
            Effect::ShowTheme(theme) => effects::choose_theme(theme),
            Effect::FullScreen(is_wanted) => page::full_screen(is_wanted),
            Effect::TellSchema => effects::tell_schema(&self.state, editor),
            Effect::DrawMarks => effects::draw_marks(&self.state, editor),
            Effect::AskFrame => {
                let on = self.on.clone();
                self.frame = Some(request_animation_frame(move |millis| {
                    on.emit(Message::Move(Move::Frame(millis)));
                }));
            }
        }
    }

    fn offer(&self) -> Html {
        let Some(saved) = &self.state.offer else { return Html::default() };
        html! {
            <Offer saved={saved.clone()} table_count={self.state.schema.tables.len() as u64}
                is_ready={self.state.is_ready()} on={&self.on} />
        }
    }

    fn top_bar(&self) -> Html {
        let layout = &self.state.layout;
        html! {
            <TopBar data_name={shown::data_name(&self.state)} places={self.state.history.places()}
                menu={layout.menu} theme={layout.theme} is_kept={self.state.is_kept}
                on={&self.on} on_open={&self.on_open} />
        }
    }

    fn pane_choice(&self) -> Html {
        let label = |pane: &Pane| match pane {
            Pane::Sql => text::pane_sql(),
            Pane::Rows => text::pane_rows(),
            Pane::Glass => text::pane_glass(),
            Pane::Tables => text::pane_tables(),
        };
        let choices: Vec<Choice> = Pane::ALL
            .iter()
            .map(|pane| Choice { label: label(pane).into(), name: pane.name() })
            .collect();
        let chosen = Pane::ALL.iter().position(|pane| *pane == self.state.layout.pane);
        let choose = self.on.reform(|at: usize| Message::Arrange(Arrange::Pane(Pane::ALL[at])));
        html! {
            <Seg class="pane-choice" label={text::pane_choice()} {choices}
                chosen={chosen.unwrap_or(0)} on_choose={choose} />
        }
    }

    fn sql(&self, ctx: &Context<App>) -> Html {
        let node: Node = ctx.props().editor.clone().unchecked_into();
        html! {
            <Sql editor={node} has_selection={self.has_selection} wants_shop={self.wants_shop}
                is_running={self.state.is_running()} is_ready={self.state.is_ready()}
                percent={self.state.layout.sql_percent} on={&self.on} on_run={&self.on_run} />
        }
    }

    fn result(&self) -> Html {
        let ending = self.state.run.as_ref().and_then(Run::ending);
        html! {
            <Result shown={shown::result(&self.state)} {ending}
                is_running={self.state.is_running()} on={&self.on} />
        }
    }

    fn glass(&self) -> Html {
        let glass = &self.state.glass;
        html! {
            <Glass drawn={glass.drawn.clone()} twins={glass.twins.clone()}
                figures={glass.figures()}
                legend={glass.legend()} tabs={glass.tabs()} look={self.state.layout.look}
                form={self.state.layout.glass} is_full={self.state.layout.is_full}
                is_empty={self.state.schema.tables.is_empty() && self.state.playback.is_empty()}
                is_ready={self.state.is_ready()} wants_shop={self.wants_shop}
                contest={glass.contest.clone()} link={self.state.layout.link}
                other_way={self.state.other_way()}
                pointed={glass.pointed.clone()} moment={self.state.playback.cursor}
                on={&self.on} on_run={&self.on_run} />
        }
    }

    fn transport(&self) -> Html {
        let playback = &self.state.playback;
        let (number, said) = shown::narration(&self.state, &self.words);
        let extent = &self.state.timeline.extent;
        html! {
            <Transport is_idle={playback.step().is_none()}
                number={number.map(AttrValue::from)} {said}
                is_playing={playback.is_playing} is_empty={playback.is_empty()}
                granularity={playback.granularity} lacks_rows={self.state.lacks_rows()}
                stops={playback.stops}
                speed={playback.speed()} timeline={&self.state.timeline}
                share={extent.share_at(&self.state.recording, playback.cursor)}
                micros={shown::micros(&self.state)} page_width={self.page_width}
                on={&self.on} on_share={&self.on_share} />
        }
    }

    /// What lies over the page: a dialog, or the frame for a file.
    fn above(&self) -> Html {
        let on_close = self.on.reform(|()| Message::Arrange(Arrange::CloseDialog));
        let dialog = match (self.state.layout.dialog, &self.state.setup) {
            (Some(Dialog::Help), _) => html! { <Help {on_close} /> },
            (Some(Dialog::Share), _) => match self.state.parcel.clone() {
                Some(parcel) => html! {
                    <Share {parcel} page={page::own_address()} on={&self.on} {on_close} />
                },
                None => Html::default(),
            },
            (Some(Dialog::Setup), Some(setup)) => html! {
                <SetupDialog setup={setup.clone()} is_ready={self.state.is_ready()}
                    on={&self.on} {on_close} />
            },
            _ => Html::default(),
        };
        html! {
            <>
                { dialog }
                if self.state.layout.is_dragged_over {
                    <div class="drop-frame"><span>{ text::data_drop_here() }</span></div>
                }
            </>
        }
    }

    fn on_chosen(&self) -> Callback<Event> {
        let on = self.on.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let file = input.files().and_then(|files| files.get(0));
            // So that the same file may be chosen again.
            input.set_value("");
            if let Some(file) = file {
                dropping::read(file, on.clone());
            }
        })
    }
}

/// What the fragment of the page's address brings, as a message.
fn brought() -> Option<Message> {
    Some(match saved_of_fragment(&page::fragment())? {
        Ok(saved) => Message::Offered(saved),
        Err(problem) => Message::OfferFailed(problem),
    })
}

/// The editor's script, the chosen part or all of it, and where it begins.
fn script_of(editor: &EditorElement) -> (String, u32) {
    let script = editor.value();
    let (from, to) = editor.chosen();
    if from == to {
        return (script, 0);
    }
    let units: Vec<u16> = script.encode_utf16().collect();
    let chosen = units.get(from as usize..to as usize).unwrap_or(&units);
    (String::from_utf16_lossy(chosen), from)
}

fn listeners(ctx: &Context<App>, on: &Callback<Message>) -> Vec<EventListener> {
    let link = ctx.link().clone();
    let editor = &ctx.props().editor;
    let told = |name: &'static str, message: AppMessage| {
        let link = link.clone();
        EventListener::new(editor, name, move |_| link.send_message(message.clone()))
    };
    let mut all = vec![
        told(editor::RUN, AppMessage::Run),
        told(editor::EDIT, AppMessage::Edited),
        told(editor::SELECT, AppMessage::Selected),
    ];
    let keyed = link.clone();
    let active = gloo_events::EventListenerOptions::enable_prevent_default();
    all.push(EventListener::new_with_options(&page::document(), "keydown", active, move |event| {
        let asked = event.dyn_ref::<KeyboardEvent>().and_then(keys::asked);
        if let Some(asked) = asked {
            event.prevent_default();
            keyed.send_message(match asked {
                Asked::Run => AppMessage::Run,
                Asked::Message(message) => AppMessage::State(message),
            });
        }
    }));
    let on_full = on.clone();
    all.push(EventListener::new(&page::document(), "fullscreenchange", move |_| {
        on_full.emit(Message::Arrange(Arrange::Full(page::has_full_screen())));
    }));
    let on_brought = on.clone();
    all.push(EventListener::new(&page::window(), "hashchange", move |_| {
        if let Some(message) = brought() {
            on_brought.emit(message);
        }
    }));
    all.push(EventListener::new(&page::window(), "resize", move |_| {
        link.send_message(AppMessage::Resized);
    }));
    all.extend(dropping::listeners(on));
    all
}
