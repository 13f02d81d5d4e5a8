//! Messages as frameworks write them: what is one failure, and what is two.

use fingerprint::{Fingerprint, group};

fn of(message: &str) -> Fingerprint {
    Fingerprint::of(Some(message), None)
}

fn alike(messages: &[&str]) {
    let first = of(messages[0]);
    for other in &messages[1..] {
        assert_eq!(of(other), first, "{other}");
    }
}

fn different(messages: &[&str]) {
    for (at, one) in messages.iter().enumerate() {
        for other in &messages[at + 1..] {
            assert_ne!(of(one), of(other), "{one} / {other}");
        }
    }
}

#[test]
fn ids_times_numbers_and_addresses_are_put_aside() {
    alike(&["Order 17 was not paid", "Order 90210 was not paid", "Order 3 was not paid"]);
    alike(&[
        "No session 7f9c24e8-3b12-4fef-91e0-56a2d5a7c111 for user-12",
        "No session 00000000-0000-4000-8000-000000000000 for user-77",
    ]);
    alike(&[
        "Token expired at 2026-11-28T18:47:00.123Z",
        "Token expired at 2025-01-02T03:04:05+03:00",
        "Token expired at 2025-01-02 03:04:05",
    ]);
    alike(&["Истёк срок 28.11.2026 18:47", "Истёк срок 01.02.2025 03:04"]);
    alike(&["connect ECONNREFUSED 10.0.0.7:5432", "connect ECONNREFUSED 192.168.1.20:5433"]);
    alike(&[
        "Request to https://stage-1.shop.example/api/orders/17?at=5 failed",
        "Request to http://10.1.2.3:8080/api/orders/18 failed",
    ]);
    alike(&["Mail to anna@example.org bounced", "Mail to b.o-b+1@shop.example bounced"]);
    alike(&[
        "Object com.shop.Cart@1f3a9c is stale",
        "Object com.shop.Cart@7be has gone".replace("has gone", "is stale").as_str(),
    ]);
    alike(&["Build a1b2c3d4e5f6 not deployed", "Build 99aa88bb77cc not deployed"]);
    alike(&[
        "Timed out after 30000ms waiting for #pay",
        "Timed out after 15 000ms waiting for #pay".replace("15 000", "15000").as_str(),
    ]);
}

#[test]
fn paths_of_machines_are_put_aside_and_paths_of_services_are_not() {
    alike(&[
        "Cannot read /home/runner/work/17/shop/report.json",
        "Cannot read /builds/qa/shop/tmp.x1/report.json",
        r"Cannot read C:\agent\_work\3\report.json",
    ]);
    alike(&["GET /api/users/17 was refused by the gateway", "GET /api/users/99 was refused by the gateway"]);
    different(&[
        "GET /api/users/17 was refused by the gateway",
        "GET /api/orders/17 was refused by the gateway",
    ]);
    different(&["Request to https://a.example/login failed", "Request to https://a.example/pay failed"]);
}

#[test]
fn what_is_the_reason_itself_stays() {
    different(&[
        "Server answered with status 500",
        "Server answered with status 503",
        "Server answered with status 404",
    ]);
    different(&["Expected status code <200> but was <500>", "Expected status code <200> but was <404>"]);
    different(&["Process ended with exit code 1", "Process ended with exit code 137"]);
    different(&["Element \"#login\" not found", "Element \"#pay\" not found"]);
    different(&["Кнопка «Оплатить» не найдена", "Кнопка «Войти» не найдена", "Поле «Войти» не найдено"]);
    alike(&["Status 500 for order 90177", "Status 500 for order 5"]);
}

#[test]
fn what_describes_the_machine_is_left_out() {
    alike(&[
        "no such element: Unable to locate element: #pay\n  (Session info: chrome=128.0.1)\nBuild info: version: '4.1'\nSystem info: host: 'agent-3'",
        "no such element: Unable to locate element: #pay\n  (Session info: chrome=129.2.0)\nBuild info: version: '4.2'\nDriver info: x",
    ]);
    alike(&["\u{1b}[31mExpected\u{1b}[39m the cart to be empty", "Expected   the cart\tto be empty"]);
}

#[test]
fn a_message_that_says_little_is_told_apart_by_its_place() {
    let trace = |class: &str, line: u32| {
        format!(
            "org.opentest4j.AssertionFailedError: expected: <true> but was: <false>\n\
             \tat org.junit.jupiter.api.AssertTrue.assertTrue(AssertTrue.java:36)\n\
             \tat com.shop.{class}.check({class}.java:{line})\n\
             \tat java.base/java.lang.reflect.Method.invoke(Method.java:580)"
        )
    };
    let at =
        |class, line| Fingerprint::of(Some("expected: <true> but was: <false>"), Some(&trace(class, line)));
    assert_eq!(at("CartTest", 17), at("CartTest", 40));
    assert_ne!(at("CartTest", 17), at("PayTest", 17));
    let said =
        |class| Fingerprint::of(Some("The basket was not emptied after payment"), Some(&trace(class, 1)));
    assert_eq!(said("CartTest"), said("PayTest"));
}

#[test]
fn every_language_names_a_place() {
    let traces = [
        ("    at Pay.send (/src/pay.ts:17:3)", "    at Cart.send (/src/cart.ts:17:3)"),
        (
            "Traceback (most recent call last):\n  File \"/src/test_pay.py\", line 9, in test_pay\nAssertionError",
            "Traceback (most recent call last):\n  File \"/src/test_cart.py\", line 9, in test_cart\nAssertionError",
        ),
        ("tests/test_pay.py:17: AssertionError", "tests/test_cart.py:17: AssertionError"),
        (
            "  at Shop.Pay.Send(String id) in C:\\src\\Pay.cs:line 17",
            "  at Shop.Cart.Send(String id) in C:\\src\\Cart.cs:line 17",
        ),
        ("/src/pay.rb:17:in 'send'", "/src/cart.rb:17:in 'send'"),
        ("#0 /src/Pay.php(17): Pay->send()", "#0 /src/Cart.php(17): Cart->send()"),
        ("/src/pay.go:17 +0x1d", "/src/cart.go:17 +0x1d"),
    ];
    for (one, other) in traces {
        let of = |trace: &str| Fingerprint::of(Some("AssertionError"), Some(trace));
        assert_ne!(of(one), of(other), "{one}");
        assert_eq!(of(one), of(&one.replace("17", "170").replace("line 9", "line 90")), "{one}");
    }
}

#[test]
fn the_root_cause_counts() {
    let of = |cause: &str| {
        let trace = format!(
            "java.lang.IllegalStateException: Failed to load ApplicationContext\n\tat a.B.c(B.java:1)\nCaused by: {cause}"
        );
        Fingerprint::of(Some("Failed to load ApplicationContext"), Some(&trace))
    };
    assert_eq!(
        of("java.net.ConnectException: refused by 10.0.0.1:80"),
        of("java.net.ConnectException: refused by 10.0.0.2:81")
    );
    assert_ne!(of("java.net.ConnectException: refused"), of("java.sql.SQLException: no table"));
}

#[test]
fn without_a_message_the_trace_speaks() {
    let trace = "java.net.SocketTimeoutException: Read timed out\n\tat a.B.c(B.java:1)";
    assert_eq!(Fingerprint::of(None, Some(trace)).label(), "java.net.SocketTimeoutException: Read timed out");
    let python =
        "Traceback (most recent call last):\n  File \"/a.py\", line 3, in f\nValueError: no price for 17";
    assert_eq!(Fingerprint::of(Some("  "), Some(python)).label(), "ValueError: no price for …");
    assert_eq!(Fingerprint::of(None, None).as_text(), "");
}

#[test]
fn a_label_says_what_is_common() {
    assert_eq!(of("Order 17 of anna@example.org was not paid").label(), "Order … of … was not paid");
    assert_eq!(of("⟨n⟩ is no mark of ours").label(), "<n> is no mark of ours");
}

#[test]
fn names_that_every_failure_has_for_itself_are_one_reason() {
    let names = ["anna", "boris", "clara", "dmitri", "elena", "fyodor", "galina"];
    let users: Vec<_> = names.iter().map(|name| of(&format!("User {name} has no rights to pay"))).collect();
    let groups = group(&users);
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert_eq!(groups[0].label, "User … has no rights to pay");
    assert_eq!(groups[0].members, (0..names.len()).collect::<Vec<_>>());

    // Where many fail for each, the word is the reason.
    let buttons: Vec<_> =
        names.iter().flat_map(|name| vec![of(&format!("Button {name} is not on the page")); 5]).collect();
    assert_eq!(group(&buttons).len(), names.len());
}

#[test]
fn groups_come_by_size_and_then_by_their_first_failure() {
    let failures: Vec<_> =
        ["no cart here", "no price there", "no price there", "no shop at all"].map(of).to_vec();
    let groups: Vec<_> = group(&failures).into_iter().map(|one| one.members).collect();
    assert_eq!(groups, [vec![1, 2], vec![0], vec![3]]);
}
