//! Where a conversation about a launch stands.

use companion::view::{FormValues, JobForm, NamedValue, ParameterView, Preset, TestChoice, Tests};
use serde::{Deserialize, Serialize};
use teloxide::types::Message;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Talk {
    /// The chat in which that message is; 0 for the one in which the conversation is kept. A group that becomes a
    /// supergroup has another id, and its messages other numbers.
    #[serde(default)]
    pub(crate) chat: i64,
    /// The message in which the conversation lives.
    pub(crate) message: i32,
    /// The last message of the person that was taken for an answer, which Telegram may hand out again.
    #[serde(default)]
    pub(crate) taken: i32,
    /// What is asked was told; a program that was killed before it could tells it first of all.
    #[serde(default = "told")]
    pub(crate) told: bool,
    /// Of the launch that may come of it: made of the first message of the conversation, so that it is the same after a
    /// kill, and another one for another conversation.
    pub(crate) key: String,
    pub(crate) step: Step,
    /// What projects or jobs must hold; empty for all.
    pub(crate) search: String,
    pub(crate) page: u32,
    pub(crate) project: Option<Named>,
    pub(crate) job: Option<Named>,
    pub(crate) parameters: Vec<ParameterView>,
    /// One for each parameter, in the same order.
    pub(crate) chosen: Vec<String>,
    /// Tags and environment of the last launch or of a preset, where these were taken.
    pub(crate) extras: FormValues,
    /// As they were when the job was chosen.
    pub(crate) presets: Vec<Preset>,
    /// The job was launched before.
    pub(crate) has_last: bool,
    pub(crate) suggested_name: String,
    pub(crate) name: String,
    /// Which tests; all of the job until something else is chosen.
    #[serde(default)]
    pub(crate) choice: TestChoice,
    /// How the chosen tests are called; empty for all.
    #[serde(default)]
    pub(crate) tests: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Project,
    Job,
    /// All at once, or one by one.
    Values,
    /// The parameter with this number is asked for.
    Value(usize),
    Name,
    Confirm,
    /// Which tests; from there it goes back to where it was asked.
    Tests {
        at_end: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) id: i64,
    pub(crate) name: String,
}

fn told() -> bool {
    true
}

impl Talk {
    pub(crate) fn new() -> Self {
        Self {
            chat: 0,
            message: 0,
            taken: 0,
            told: true,
            key: String::new(),
            step: Step::Project,
            search: String::new(),
            page: 0,
            project: None,
            job: None,
            parameters: Vec::new(),
            chosen: Vec::new(),
            extras: FormValues::default(),
            presets: Vec::new(),
            has_last: false,
            suggested_name: String::new(),
            name: String::new(),
            choice: TestChoice::default(),
            tests: String::new(),
        }
    }

    /// Begins a step with nothing searched for, on the first page.
    pub(crate) fn turn_to(&mut self, step: Step) {
        self.step = step;
        self.search.clear();
        self.page = 0;
    }

    /// A job was chosen: its defaults are taken until something else is.
    pub(crate) fn take_form(&mut self, form: JobForm) {
        self.project = Some(Named { id: form.project_id, name: form.project_name });
        self.job = Some(Named { id: form.job.id, name: form.job.name });
        self.has_last = form.last.is_some();
        self.presets = form.presets;
        self.suggested_name.clone_from(&form.suggested_name);
        self.name = form.suggested_name;
        self.parameters = form.parameters;
        self.take_tests(String::new(), Tests::All);
        self.take_defaults();
        self.turn_to(if self.parameters.is_empty() && !self.has_last { Step::Name } else { Step::Values });
    }

    pub(crate) fn take_tests(&mut self, name: String, tests: Tests) {
        self.tests = name;
        self.choice = TestChoice { tests, ..TestChoice::default() };
    }

    pub(crate) fn take_defaults(&mut self) {
        self.chosen = self.parameters.iter().map(|parameter| parameter.default.clone()).collect();
        self.extras = FormValues::default();
    }

    /// What these values do not name keeps its default.
    pub(crate) fn take(&mut self, values: FormValues) {
        self.take_defaults();
        for (parameter, chosen) in self.parameters.iter().zip(&mut self.chosen) {
            if let Some(known) = values.parameters.iter().find(|known| known.name == parameter.name) {
                chosen.clone_from(&known.value);
            }
        }
        self.extras = FormValues { parameters: Vec::new(), ..values };
    }

    /// What the presets have for a parameter, where that differs from what else is offered and from one another.
    pub(crate) fn preset_values(&self, at: usize) -> Vec<(&Preset, &str)> {
        let Some(parameter) = self.parameters.get(at) else { return Vec::new() };
        let mut offered = vec![parameter.default.as_str()];
        offered.extend(parameter.last.as_deref());
        let mut found = Vec::new();
        for preset in &self.presets {
            let value = preset.values.parameters.iter().find(|value| value.name == parameter.name);
            if let Some(value) =
                value.map(|value| value.value.as_str()).filter(|value| !offered.contains(value))
            {
                offered.push(value);
                found.push((preset, value));
            }
        }
        found
    }

    /// Whether a text is an answer to what is asked, and no search.
    pub(crate) fn wants_words(&self) -> bool {
        match self.step {
            Step::Value(_) | Step::Name => true,
            Step::Project | Step::Job | Step::Values | Step::Confirm | Step::Tests { .. } => false,
        }
    }

    /// Whether an answer to this message of the bot is a search.
    pub(crate) fn is_searched_by(&self, card: &Message) -> bool {
        let here = self.message == card.id.0 && (self.chat == 0 || self.chat == card.chat.id.0);
        here && matches!(self.step, Step::Project | Step::Job | Step::Tests { .. })
    }

    /// The parameter that is asked for is given; the next one is asked for.
    pub(crate) fn give(&mut self, at: usize, value: String) {
        if let Some(chosen) = self.chosen.get_mut(at) {
            *chosen = value;
        }
        self.turn_to(if at + 1 < self.parameters.len() { Step::Value(at + 1) } else { Step::Name });
    }

    pub(crate) fn values(&self) -> FormValues {
        let named = self.parameters.iter().zip(&self.chosen);
        let parameters = named
            .map(|(parameter, value)| NamedValue { name: parameter.name.clone(), value: value.clone() })
            .collect();
        FormValues { parameters, ..self.extras.clone() }
    }
}
