//! A person at the window: finds things by what they read, clicks, types, waits and looks.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::driver::{Driver, Element, element};
use super::{Outcome, PATIENCE, eventually, within};

/// Finds by role and name; put before every script.
const PERSON: &str = include_str!("person.js");
const AXE: &str = include_str!("axe.js");
const FIRST_DRAWN: &str = include_str!("first_drawn.js");
const FIRST_FOUND: &str = include_str!("first_found.js");

const KEEP_DRAWING: &str = "const dot = document.createElement('i'); dot.id = 'drawn'; dot.ariaHidden = 'true';
    dot.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; pointer-events: none';
    document.body.append(dot);
    requestAnimationFrame(function draw(now) {
        dot.style.transform = `translateX(${now % 2}px)`;
        if (dot.isConnected) requestAnimationFrame(draw);
    })";

pub(crate) struct Window {
    driver: Driver,
}

impl Window {
    pub(crate) fn new(driver: Driver) -> Self {
        Self { driver }
    }

    /// Waits until this can be read in the window.
    pub(crate) async fn sees(&self, text: &str) -> Outcome {
        self.sees_within(PATIENCE.as_secs(), text).await
    }

    /// As `sees`, for what may take longer; `seconds` at most.
    pub(crate) async fn sees_within(&self, seconds: u64, text: &str) -> Outcome {
        let waited =
            within(Duration::from_secs(seconds), format!("“{text}” in the window"), async || {
                Ok(self.text().await?.contains(text).then_some(()))
            });
        match waited.await {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\nThe window reads:\n{}", self.text().await?).into()),
        }
    }

    /// Waits until this can no longer be read.
    pub(crate) async fn loses(&self, text: &str) -> Outcome {
        eventually(format!("“{text}” to go from the window"), async || {
            Ok((!self.text().await?.contains(text)).then_some(()))
        })
        .await
    }

    /// All that can be read or is read out, white space made plain.
    pub(crate) async fn text(&self) -> Outcome<String> {
        let answer = self.ask("return everythingSaid()", &[]).await?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    /// Clicks it as soon as nothing lies over it.
    pub(crate) async fn click(&self, role: &str, name: &str) -> Outcome {
        self.find(role, name).await?;
        eventually(format!("a click on {role} “{name}”"), async || {
            let found = self.find(role, name).await?;
            self.driver.click(&found).await.map(Some)
        })
        .await
    }

    /// Clicks the one that stands in the same entry of a list as this text.
    pub(crate) async fn click_beside(&self, text: &str, role: &str, name: &str) -> Outcome {
        let script = "return all(arguments[0]).find((one) => nameOf(one) === arguments[1] && \
                      one.closest('li, article, [role=listitem]')?.innerText.includes(arguments[2]))";
        let found = eventually(format!("{role} “{name}” beside “{text}”"), async || {
            Ok(element(&self.ask(script, &[json!(role), json!(name), json!(text)]).await?))
        })
        .await?;
        self.driver.click(&found).await
    }

    /// Puts this into the field of that name, in place of what is there.
    pub(crate) async fn fill(&self, name: &str, text: &str) -> Outcome {
        let field = self.find("textbox", name).await?;
        self.driver.click(&field).await?;
        self.press("Control+a").await?;
        if text.is_empty() { self.press("Backspace").await } else { self.driver.type_text(text).await }
    }

    /// What stands in the field of that name.
    pub(crate) async fn value(&self, name: &str) -> Outcome<String> {
        self.find("textbox", name).await?;
        let question = json!({"role": "textbox", "name": name});
        let answer = self.ask("return find(arguments[0])?.value ?? null", &[question]).await?;
        answer.as_str().map(str::to_owned).ok_or_else(|| format!("there is no field “{name}”").into())
    }

    /// Chooses an option of the list of that name.
    pub(crate) async fn choose(&self, name: &str, option: &str) -> Outcome {
        let question = json!({"role": "combobox", "name": name});
        let script =
            "return [...(find(arguments[0])?.options ?? [])].find((one) => plain(one.text) === arguments[1])";
        let found = eventually(format!("“{option}” in the list “{name}”"), async || {
            Ok(element(&self.ask(script, &[question.clone(), json!(option)]).await?))
        })
        .await?;
        self.driver.click(&found).await
    }

    /// Types into whatever has the focus.
    pub(crate) async fn types(&self, text: &str) -> Outcome {
        self.driver.type_text(text).await
    }

    /// A key or a chord: `Enter`, `Control+k`.
    pub(crate) async fn press(&self, chord: &str) -> Outcome {
        self.driver.chord(&chord.split('+').map(key).collect::<Outcome<Vec<_>>>()?).await
    }

    /// Role and name of what has the focus.
    pub(crate) async fn focused(&self) -> Outcome<String> {
        let answer = self.ask("return nameOf(document.activeElement)", &[]).await?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    /// Goes on with Tab until the focus is on what has this name.
    pub(crate) async fn tab_to(&self, name: &str) -> Outcome {
        for _ in 0..120 {
            if self.focused().await?.starts_with(name) {
                return Ok(());
            }
            self.press("Tab").await?;
        }
        Err(format!("Tab never came to “{name}”").into())
    }

    /// What is written in the element that has this label.
    pub(crate) async fn labelled(&self, label: &str) -> Outcome<String> {
        let script = format!(
            "return document.querySelector('[aria-label=' + JSON.stringify({}) + ']')?.textContent.trim() ?? null",
            serde_json::to_string(label)?
        );
        eventually(format!("“{label}” with a text"), async || {
            Ok(self.run(&script).await?.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
        })
        .await
    }

    pub(crate) async fn has(&self, role: &str, name: &str) -> Outcome<bool> {
        Ok(!self.ask("return find(arguments[0])", &[json!({"role": role, "name": name})]).await?.is_null())
    }

    /// The part of the address after `#`.
    pub(crate) async fn place(&self) -> Outcome<String> {
        let answer = self.ask("return location.hash.replace(/^#/, '')", &[]).await?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn run(&self, script: &str) -> Outcome<Value> {
        self.ask(script, &[]).await
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.driver.resize(width, height).await
    }

    /// The engine takes it after its next frame, which a page at rest may not have for a minute: meanwhile it moves a dot
    /// that cannot be seen.
    pub(crate) async fn picture(&self, path: &Path) -> Outcome {
        self.driver.execute(KEEP_DRAWING, &[]).await?;
        let picture = self.driver.screenshot().await?;
        self.driver.execute("document.getElementById('drawn').remove()", &[]).await?;
        fs::write(path, picture)?;
        Ok(())
    }

    /// What axe finds wrong on the screen as it stands, one line for each; `axe` is its own source.
    pub(crate) async fn faults(&self, axe: &str) -> Outcome<Vec<String>> {
        let answer = self.driver.execute_async(&format!("{axe}\n{AXE}"), &[]).await?;
        if let Some(error) = answer["error"].as_str() {
            return Err(format!("axe: {error}").into());
        }
        let faults = answer["faults"].as_array().into_iter().flatten();
        Ok(faults.filter_map(|fault| fault.as_str().map(str::to_owned)).collect())
    }

    /// Milliseconds from a click on a link with this address until what the selector names is drawn with a text.
    pub(crate) async fn first_drawn(&self, href: &str, selector: &str) -> Outcome<f64> {
        let answer = self.driver.execute_async(FIRST_DRAWN, &[json!(href), json!(selector)]).await?;
        answer.as_f64().ok_or_else(|| format!("{selector} was not drawn: {answer}").into())
    }

    /// Milliseconds from a word in a field to the frame whose list shows what was found of it; typed at once, as a paste is.
    pub(crate) async fn first_found(&self, label: &str, word: &str, selector: &str) -> Outcome<f64> {
        let arguments = [json!(label), json!(word), json!(selector)];
        let answer = self.driver.execute_async(FIRST_FOUND, &arguments).await?;
        answer.as_f64().ok_or_else(|| format!("{word} was not found: {answer}").into())
    }

    async fn find(&self, role: &str, name: &str) -> Outcome<Element> {
        let question = json!({"role": role, "name": name});
        let found = eventually(format!("{role} “{name}”"), async || {
            Ok(element(&self.ask("return find(arguments[0])", std::slice::from_ref(&question)).await?))
        });
        match found.await {
            Ok(found) => Ok(found),
            Err(error) => Err(format!("{error}\nOf that role there are: {}", self.names(role).await?).into()),
        }
    }

    async fn names(&self, role: &str) -> Outcome<String> {
        let answer = self.ask("return all(arguments[0]).map(nameOf)", &[json!(role)]).await?;
        let mut names = String::new();
        for name in answer.as_array().into_iter().flatten() {
            write!(names, "“{}” ", name.as_str().unwrap_or_default())?;
        }
        Ok(names)
    }

    async fn ask(&self, script: &str, arguments: &[Value]) -> Outcome<Value> {
        self.driver.execute(&format!("{PERSON}\n{script}"), arguments).await
    }
}

/// WebDriver's letter for a key.
fn key(name: &str) -> Outcome<char> {
    let key = match name {
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Escape" => Key::Escape,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "End" => Key::End,
        "Space" => return Ok(' '),
        _ => return name.chars().next().ok_or_else(|| "a chord names each key".into()),
    };
    Ok(key.into())
}
