use proptest::prelude::*;

use super::*;

fn parsed(mode: Mode, markup: &str) -> Text {
    Text::parse(markup, mode).expect("readable")
}

fn refused(mode: Mode, markup: &str) -> String {
    Text::parse(markup, mode).expect_err("refused")
}

fn marks(text: &Text) -> Vec<(EntityKind, usize, usize)> {
    text.entities.iter().map(|entity| (entity.kind, entity.offset, entity.length)).collect()
}

#[test]
fn html_counts_in_utf16_units() {
    let text = parsed(Mode::Html, "➡️ 🏟<b>bold <i>both 🏟</i></b>&lt;&amp;&#33;");
    assert_eq!(text.text, "➡️ 🏟bold both 🏟<&!");
    assert_eq!(marks(&text), [(EntityKind::Bold, 5, 12), (EntityKind::Italic, 10, 7)]);
    assert_eq!(text.entities[1].of(&text.text), Some("both 🏟"));
}

#[test]
fn html_knows_links_code_spoilers_and_quotes() {
    let markup = "<a href=\"http://example.com?a=1&amp;b=2\">x</a><pre><code class=\"language-rust\">y</code></pre>\
                  <span class='tg-spoiler'>z</span><blockquote expandable>q</blockquote><a href='tg://user?id=7'>u</a>";
    let text = parsed(Mode::Html, markup);
    assert_eq!(text.entities[0].url.as_deref(), Some("http://example.com/?a=1&b=2"));
    assert_eq!(text.entities[1].language.as_deref(), Some("rust"));
    assert_eq!(text.entities[2].kind, EntityKind::Spoiler);
    assert_eq!(text.entities[3].kind, EntityKind::ExpandableBlockquote);
    assert_eq!(text.entities[4].user.as_ref().expect("a user")["id"], 7);
}

#[test]
fn html_is_refused_in_telegrams_words() {
    let said = |markup| refused(Mode::Html, markup);
    assert_eq!(said("🏟 🏟&lt;<abac>"), "Unsupported start tag \"abac\" at byte offset 13");
    assert_eq!(said("🏟 🏟&lt;<i   =aba>"), "Empty attribute name in the tag \"i\" at byte offset 13");
    assert_eq!(said("🏟 🏟&lt;<i    aba>"), "Can't find end tag corresponding to start tag \"i\"");
    assert_eq!(said("🏟 🏟&lt;<i    aba  =  "), "Unclosed start tag \"i\" at byte offset 13");
    assert_eq!(said("🏟 🏟&lt;<i    aba  =  190azAz-.,"), "Unexpected end of name token at byte offset 27");
    assert_eq!(said("🏟 🏟&lt;</"), "Unexpected end tag at byte offset 13");
    assert_eq!(said("🏟 🏟&lt;<i>a</i   "), "Unclosed end tag at byte offset 17");
    assert_eq!(
        said("🏟 🏟&lt;<i>a</em   >"),
        "Unmatched end tag at byte offset 17, expected \"</i>\", found \"</em>\""
    );
    assert_eq!(
        said("<span class='x'>a</span>"),
        "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"
    );
}

#[test]
fn markdown_v2_nests() {
    use EntityKind::{Bold, Code, Italic, Spoiler, Strikethrough, TextLink, Underline};
    let text = parsed(
        Mode::MarkdownV2,
        "*bold _italic ~struck~_ __under__* ||spoiler|| `code` [l\\]](http://a.b/\\))",
    );
    assert_eq!(text.text, "bold italic struck under spoiler code l]");
    let kinds: Vec<_> = text.entities.iter().map(|entity| entity.kind).collect();
    assert_eq!(kinds, [Bold, Italic, Strikethrough, Underline, Spoiler, Code, TextLink]);
    assert_eq!(text.entities[6].url.as_deref(), Some("http://a.b/)"));
}

#[test]
fn markdown_v2_reads_blocks() {
    let text = parsed(Mode::MarkdownV2, "```rust\nlet x;\n```\n>one\n>two\nafter\n**>folded\n>more||");
    assert_eq!(text.text, "let x;\n\none\ntwo\nafter\nfolded\nmore");
    assert_eq!(text.entities[0].language.as_deref(), Some("rust"));
    let rest: Vec<_> =
        text.entities[1..].iter().map(|e| (e.kind, e.of(&text.text).expect("within the text"))).collect();
    let folded = (EntityKind::ExpandableBlockquote, "folded\nmore");
    assert_eq!(rest, [(EntityKind::Blockquote, "one\ntwo"), folded]);
}

#[test]
fn markdown_v2_is_refused_in_telegrams_words() {
    let said = |markup| refused(Mode::MarkdownV2, markup);
    assert_eq!(said("a.b"), "Character '.' is reserved and must be escaped with the preceding '\\'");
    assert_eq!(said("🏟 🏟_abacaba"), "Can't find end of Italic entity at byte offset 9");
    assert_eq!(said("🏟 🏟_abac * asd "), "Can't find end of Bold entity at byte offset 15");
    assert_eq!(said("🏟 🏟```a"), "Can't find end of Pre entity at byte offset 9");
    assert_eq!(said("🏟 🏟```a "), "Can't find end of PreCode entity at byte offset 9");
    assert_eq!(said("🏟 🏟__🏟 🏟_"), "Can't find end of Italic entity at byte offset 20");
    assert_eq!(said("[a](b"), "Can't find end of a URL at byte offset 3");
}

#[test]
fn markdown_does_not_nest() {
    let text = parsed(Mode::Markdown, "*a* _b_ `c` [d](http://e.f) \\_g");
    assert_eq!(text.text, "a b c d _g");
    assert_eq!(text.entities.len(), 4);
    assert_eq!(refused(Mode::Markdown, "x *a"), "Can't find end of the entity starting at byte offset 2");
}

#[test]
fn telegram_finds_commands_mentions_hashtags_and_links() {
    let text = Text::plain("/start@my_bot hi @anna_b #tag, see https://a.b/c?d. Or mail x@y.com, not a/b");
    let found: Vec<_> =
        text.entities.iter().map(|e| (e.kind, e.of(&text.text).expect("within the text"))).collect();
    assert_eq!(
        found,
        [
            (EntityKind::BotCommand, "/start@my_bot"),
            (EntityKind::Mention, "@anna_b"),
            (EntityKind::Hashtag, "#tag"),
            (EntityKind::Url, "https://a.b/c?d"),
            (EntityKind::Email, "x@y.com"),
        ]
    );
}

#[test]
fn nothing_is_found_inside_of_code() {
    let text = parsed(Mode::Html, "<code>/start</code> /help").with_found();
    assert_eq!(marks(&text), [(EntityKind::Code, 0, 6), (EntityKind::BotCommand, 7, 5)]);
}

#[test]
fn white_space_around_a_text_is_dropped() {
    let text = parsed(Mode::Html, " \n<b> 🏟 x </b> ").trimmed();
    assert_eq!(text.text, "🏟 x");
    assert_eq!(marks(&text), [(EntityKind::Bold, 0, 4)]);
}

fn well_formed(text: &Text) -> Result<(), TestCaseError> {
    for entity in &text.entities {
        prop_assert!(entity.length > 0);
        prop_assert!(entity.of(&text.text).is_some(), "{entity:?} does not lie within {:?}", text.text);
    }
    Ok(())
}

/// Texts rich in what the parsers look at.
fn markup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<b>",
        "</b>",
        "<i ",
        "<a href=\"",
        "</a>",
        "<pre>",
        "<code class='language-x'>",
        "</code>",
        "</pre>",
        "<",
        ">",
        "&",
        "&lt;",
        "&#x1F3DF;",
        "&#",
        "=",
        "\"",
        "'",
        "*",
        "_",
        "__",
        "~",
        "||",
        "`",
        "```",
        "[",
        "](",
        ")",
        "!",
        "![",
        "\\",
        "\n",
        "**>",
        " ",
        "a",
        "ж",
        "🏟",
        "http://a.b",
        "/start",
        "@name",
        "#t",
        "tg://emoji?id=1",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_markup_breaks_a_parser(markup in markup(), anything in any::<String>()) {
        for mode in [Mode::Html, Mode::MarkdownV2, Mode::Markdown] {
            for given in [&markup, &anything] {
                if let Ok(text) = Text::parse(given, mode) {
                    well_formed(&text)?;
                    well_formed(&text.with_found().trimmed())?;
                }
            }
        }
    }

    #[test]
    fn escaped_text_comes_back_as_it_was(text in any::<String>()) {
        let text = text.replace('\0', "");
        let html = Text::parse(&escape_html(&text), Mode::Html).expect("readable");
        prop_assert_eq!(&html.text, &text);
        prop_assert!(html.entities.is_empty());
        let markdown = Text::parse(&escape_markdown_v2(&text), Mode::MarkdownV2).expect("readable");
        prop_assert_eq!(&markdown.text, &text);
        prop_assert!(markdown.entities.is_empty());
    }

    #[test]
    fn html_that_was_rendered_reads_the_same(markup in markup()) {
        if let Ok(text) = Text::parse(&markup, Mode::Html) {
            let again = Text::parse(&html_of(&text.text, &text.entities), Mode::Html).expect("readable");
            prop_assert_eq!(&again.text, &text.text);
            let again_html = html_of(&again.text, &again.entities);
            prop_assert_eq!(again_html, html_of(&text.text, &text.entities));
        }
    }
}
