//! Test cases: 2 000 a project, 12 000 in all. None is held; each is worked out from its place whenever somebody
//! asks. Places are ordered by feature, then story, so that a slice of them is a sensible suite.

use super::words::{COMPONENTS, CONDITIONS_EN, CONDITIONS_RU, PEOPLE, TAGS, THEMES, Theme};
use crate::dice::{Dice, mix};

pub(crate) const PER_PROJECT: usize = 2_000;
/// Of each story's fifty cases the first 36 are automated.
const STORY: usize = 50;
const AUTOMATED: usize = 36;
pub(crate) const AUTOMATED_PER_PROJECT: usize = PER_PROJECT / STORY * AUTOMATED;
const FIRST_ID: i64 = 10_001;
const DAY: i64 = 86_400_000;
/// 2024-01-15T00:00:00Z: when the first test case of the world was written.
const FIRST_WRITTEN: i64 = 1_705_276_800_000;

/// A test case, worked out.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) automated: bool,
    pub(crate) epic: &'static str,
    pub(crate) feature: &'static str,
    pub(crate) story: &'static str,
    pub(crate) component: &'static str,
    pub(crate) suite: String,
    pub(crate) owner: &'static str,
    pub(crate) layer: (i64, &'static str),
    pub(crate) status: (i64, &'static str, &'static str),
    pub(crate) tags: Vec<(i64, &'static str)>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) russian: bool,
    pub(crate) muted: bool,
    pub(crate) hash: u64,
}

/// The place of the `k`-th automated test case of a project.
pub(crate) fn automated(k: usize) -> usize {
    let k = k % AUTOMATED_PER_PROJECT;
    k / AUTOMATED * STORY + k % AUTOMATED
}

/// The id of the case at `place` (below [`PER_PROJECT`]) of the project with number `theme`.
pub(crate) fn id_of(theme: usize, place: usize) -> i64 {
    FIRST_ID + (theme * PER_PROJECT + place) as i64
}

/// The project's number and the place of a test case id.
pub(crate) fn place_of(id: i64) -> Option<(usize, usize)> {
    let index = usize::try_from(id - FIRST_ID).ok()?;
    (index < THEMES.len() * PER_PROJECT).then_some((index / PER_PROJECT, index % PER_PROJECT))
}

/// Works out the case at `place` of the project with number `theme`.
pub(crate) fn case(seed: u64, theme: usize, place: usize) -> Case {
    let words: &Theme = &THEMES[theme % THEMES.len()];
    let hash = mix(&[seed, 0xCA5E, theme as u64, place as u64]);
    let mut dice = Dice::new(&[hash]);
    let (feature, story, condition) = (place / 250 % 8, place / STORY % 5, place % STORY);
    let conditions = if words.russian { &CONDITIONS_RU } else { &CONDITIONS_EN };
    let mut name = format!(
        "{}: {}, {}",
        words.features[feature],
        words.stories[story].to_lowercase(),
        conditions[condition % 25]
    );
    if condition >= 25 {
        name.push_str(if words.russian { " (повторный вход)" } else { " (returning user)" });
    }
    let automated = condition < AUTOMATED;
    let created = FIRST_WRITTEN + (place as i64 % 500) * DAY + dice.between(0, DAY);
    let status = match dice.below(20) {
        0..=1 => (-1, "Draft", "#abb8c3"),
        2 => (-3, "Review", "#fcb900"),
        3 => (-4, "Outdated", "#999999"),
        _ => (-2, "Active", "#00d084"),
    };
    let layer = *dice.pick(&[
        (-1, "UI Tests"),
        (-1, "UI Tests"),
        (-3, "API Tests"),
        (-2, "E2E Tests"),
        (-4, "Unit Tests"),
    ]);
    let first = dice.below(TAGS.len() as u64) as usize;
    let tags = (0..dice.below(3) as usize).map(|n| tag((first + n * 5) % TAGS.len())).collect();
    Case {
        id: id_of(theme, place),
        project: words.id,
        name,
        full_name: format!(
            "{}.feature{}.story{}.Case{}Test.check{}",
            words.package,
            feature + 1,
            story + 1,
            condition % 25 + 1,
            place + 1
        ),
        automated,
        epic: words.epics[feature / 4],
        feature: words.features[feature],
        story: words.stories[story],
        component: COMPONENTS[(hash >> 7) as usize % COMPONENTS.len()],
        suite: format!("{}.feature{}", words.package, feature + 1),
        owner: PEOPLE[(hash >> 11) as usize % 5].0,
        layer,
        status,
        tags,
        created,
        modified: created + dice.between(0, 90 * DAY),
        russian: words.russian,
        muted: dice.chance(15),
        hash,
    }
}

/// A test tag by its place in the vocabulary.
pub(crate) fn tag(place: usize) -> (i64, &'static str) {
    (place as i64 + 501, TAGS[place])
}

/// The steps of a case's scenario: an action and what is expected of it.
pub(crate) fn steps(case: &Case) -> Vec<(String, Option<String>)> {
    let mut dice = Dice::new(&[case.hash, 0x57E9]);
    let extra = dice.below(4) as usize;
    if case.russian {
        let mut steps = vec![
            (
                format!("Открыть раздел «{}»", case.feature),
                Some("Раздел открыт, данные загружены".to_owned()),
            ),
            (format!("Перейти к сценарию «{}»", case.story), None),
            ("Заполнить форму тестовыми данными".to_owned(), Some("Ошибок валидации нет".to_owned())),
        ];
        steps.extend((0..extra).map(|n| {
            (format!("Проверить поле №{}", n + 1), Some("Значение совпадает с ожидаемым".to_owned()))
        }));
        steps.push(("Подтвердить операцию".to_owned(), Some("Показано сообщение об успехе".to_owned())));
        return steps;
    }
    let mut steps = vec![
        (format!("Open {}", case.feature), Some("The page is shown with its data".to_owned())),
        (format!("Go to {}", case.story.to_lowercase()), None),
        ("Fill the form with test data".to_owned(), Some("No validation errors".to_owned())),
    ];
    steps.extend(
        (0..extra).map(|n| (format!("Check field {}", n + 1), Some("The value is as expected".to_owned()))),
    );
    steps.push(("Confirm".to_owned(), Some("A success message is shown".to_owned())));
    steps
}

impl Case {
    /// Custom field id, its name, and the case's value of it.
    pub(crate) fn custom_fields(&self) -> [(i64, &'static str, String); 5] {
        [
            (-1, "Epic", self.epic.to_owned()),
            (-2, "Feature", self.feature.to_owned()),
            (-3, "Story", self.story.to_owned()),
            (-4, "Component", self.component.to_owned()),
            (-5, "Suite", self.suite.clone()),
        ]
    }
}
