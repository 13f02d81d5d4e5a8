use proptest::prelude::*;

use super::*;

fn candidates(typed: &str) -> Vec<String> {
    let address = Address::read(typed).unwrap_or_else(|fault| panic!("{typed}: {fault:?}"));
    address.candidates().iter().map(stored).collect()
}

#[test]
fn a_page_of_the_product_is_cut_and_the_path_before_it_is_kept() {
    for (typed, first) in [
        ("http://host/project/17/launches?x=1", "http://host"),
        ("https://host/launch/42/tree/7?treeId=1#top", "https://host"),
        ("https://host/allure/project/17/dashboards", "https://host/allure"),
        ("https://host/allure/", "https://host/allure"),
        ("https://host/team/allure/api/rs/project?size=1", "https://host/team/allure"),
        ("https://host/login?next=https://other", "https://host"),
    ] {
        assert_eq!(candidates(typed)[0], first, "{typed}");
    }
}

#[test]
fn a_path_is_tried_as_it_is_given_and_then_shorter() {
    assert_eq!(candidates("https://h/a/b"), ["https://h/a/b", "https://h/a", "https://h"]);
    assert_eq!(
        candidates("https://h/a/b/c/d/e"),
        ["https://h/a/b/c/d/e", "https://h/a/b", "https://h/a", "https://h"]
    );
}

#[test]
fn without_a_scheme_plain_http_is_tried_last_and_only_near_by_or_with_a_port() {
    assert_eq!(candidates("127.0.0.1:4571"), ["https://127.0.0.1:4571", "http://127.0.0.1:4571"]);
    assert_eq!(candidates("10.1.2.3"), ["https://10.1.2.3", "http://10.1.2.3"]);
    assert_eq!(candidates("testops"), ["https://testops", "http://testops"]);
    assert_eq!(candidates("fd00::1"), ["https://[fd00::1]", "http://[fd00::1]"]);
    assert_eq!(candidates("[2001:db8::1]:443"), ["https://[2001:db8::1]", "http://[2001:db8::1]:443"]);
    assert_eq!(
        candidates("testops.example.com:8443/x"),
        [
            "https://testops.example.com:8443/x",
            "https://testops.example.com:8443",
            "http://testops.example.com:8443/x",
            "http://testops.example.com:8443"
        ]
    );
    for public in ["testops.example.com", "2001:db8::1", "//testops.example.com", "8.8.8.8"] {
        assert_eq!(candidates(public).len(), 1, "{public}");
    }
    let kept_over_tls = Address::read("127.0.0.1:4571").map(Address::only_encrypted);
    assert_eq!(kept_over_tls.map(|address| address.candidates().len()), Ok(1));
}

#[test]
fn what_is_no_address_of_a_server_is_told_apart() {
    for (typed, fault) in [
        (" \"\" ", Fault::Empty),
        ("ftp://host", Fault::UrlScheme),
        ("https://", Fault::NotUrl),
        ("two words", Fault::NotUrl),
        ("host:99999", Fault::NotUrl),
        ("https://.", Fault::NotUrl),
        ("https://ann:pw@host", Fault::UrlCredentials),
        ("ann@host", Fault::UrlCredentials),
        ("ann:pw@host:8080/x", Fault::UrlCredentials),
    ] {
        assert_eq!(Address::read(typed), Err(fault), "{typed}");
    }
    assert_eq!(bot_api("ann:pw@host"), Err(Fault::UrlCredentials));
}

#[test]
fn the_project_of_a_page_is_known() {
    let project = |typed: &str| Address::read(typed).ok().and_then(|address| address.project_id());
    assert_eq!(project("http://host/allure/project/17/launches"), Some(17));
    for none in ["http://host", "http://host/project/new", "http://host/launch/17", "http://host/project/"] {
        assert_eq!(project(none), None, "{none}");
    }
}

#[test]
fn a_scheme_that_was_not_typed_stays_open() {
    let shown = |typed: &str| Address::read(typed).expect("an address").shown();
    assert_eq!(shown(" Host:8080/allure/project/1 "), "host:8080/allure");
    assert_eq!(shown("HTTP://Host/project/1"), "http://host");
}

#[test]
fn a_bot_api_server_keeps_its_path_and_speaks_http_on_this_machine() {
    for (typed, url) in [
        ("127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("'localhost:8081/'", "http://localhost:8081"),
        ("Bots.example.org/project/x", "https://bots.example.org/project/x"),
        ("http://bots.example.org/bot", "http://bots.example.org/bot"),
    ] {
        assert_eq!(bot_api(typed).as_ref().map(stored), Ok(url.to_owned()), "{typed}");
    }
}

#[test]
fn a_proxy_is_taken_as_people_have_it() {
    for (typed, url) in [
        ("proxy:3128", "http://proxy:3128"),
        (" \"HTTP://Proxy:3128/\" ", "http://proxy:3128"),
        ("http://proxy:3128/path?x#y", "http://proxy:3128"),
        ("SOCKS5://Me:Pw@PROXY.example.com.:80/", "socks5://Me:Pw@proxy.example.com:80"),
        ("socks5h://[::1]:1080", "socks5h://[::1]:1080"),
        ("http://прокси.рф:8080", "http://xn--h1adldfi.xn--p1ai:8080"),
    ] {
        assert_eq!(proxy(typed).as_ref().map(stored), Ok(url.to_owned()), "{typed}");
    }
    for wrong in ["gopher://x", "http://", "two words", "nonsense://", "host:port"] {
        assert_eq!(proxy(wrong), Err(Fault::NotProxy), "{wrong}");
    }
}

/// What people put around an address, and what they leave of it.
#[derive(Clone, Debug)]
struct Form {
    before: &'static str,
    after: &'static str,
    tail: &'static str,
    upper: bool,
    scheme: bool,
}

fn form() -> impl Strategy<Value = Form> {
    let wrapping = prop::sample::select(vec![
        ("", ""),
        (" ", "\n"),
        ("\"", "\""),
        ("<", ">"),
        ("« ", " »"),
        ("\u{feff}'", "',"),
        ("\u{a0}", "\u{200b}"),
    ]);
    let tail = prop::sample::select(vec![
        "",
        "/",
        "//",
        "/?",
        "#",
        "/project/17/launches?x=1",
        "/launch/42#tree",
        "/login?next=https%3A%2F%2Fother",
        "/api/rs",
        "/project/3/test-cases/9?a=http://b",
    ]);
    (wrapping, tail, any::<bool>(), any::<bool>()).prop_map(|((before, after), tail, upper, scheme)| Form {
        before,
        after,
        tail,
        upper,
        scheme,
    })
}

proptest! {
    #[test]
    fn every_form_of_an_address_is_the_same_address(
        host in prop::sample::select(vec![
            ("testops.example.com", "testops.example.com"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]", "[::1]"),
            ("тест.рф", "xn--e1aybc.xn--p1ai"),
            ("testops.example.com.", "testops.example.com"),
        ]),
        port in prop::option::of(1024_u16..),
        place in prop::sample::select(vec!["", "/allure", "/Team/allure"]),
        secure in any::<bool>(),
        form in form(),
    ) {
        let scheme = if secure { "https" } else { "http" };
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let (typed_host, host) = host;
        let right = format!("{scheme}://{host}{port}{place}");
        let before_path = match (form.scheme, form.upper) {
            (true, true) => format!("{}://{}", scheme.to_uppercase(), typed_host.to_uppercase()),
            (true, false) => format!("{scheme}://{typed_host}"),
            (false, true) => typed_host.to_uppercase(),
            (false, false) => typed_host.to_owned(),
        };
        let typed = format!("{}{before_path}{port}{place}{}{}", form.before, form.tail, form.after);
        let found = candidates(&typed);
        if form.scheme || secure {
            prop_assert_eq!(&found[0], &right, "{}", typed);
        } else if !port.is_empty() || host == "127.0.0.1" || host == "[::1]" {
            prop_assert!(found.contains(&right), "{} {:?}", typed, found);
        }
        // What is stored is an address that means itself.
        prop_assert_eq!(&candidates(&found[0])[0], &found[0]);
    }

    #[test]
    fn any_text_is_an_address_or_a_fault(typed in any::<String>()) {
        if let Ok(address) = Address::read(&typed) {
            prop_assert!(!address.candidates().is_empty());
        }
        let _ = (bot_api(&typed), proxy(&typed));
    }
}
