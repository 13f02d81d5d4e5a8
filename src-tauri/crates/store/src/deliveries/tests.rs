use crate::fixture::{Fixture, deliveries_of, delivery, entry, run};
use crate::{Alongside, Deliveries, DeliveryRow, NewConnection, NewDelivery, Recipient};

async fn owe(deliveries: &Deliveries<'_>, new: &[NewDelivery]) {
    let alongside = Alongside { deliveries: new.to_vec(), ..Alongside::default() };
    deliveries.owe(&alongside).await.expect("owed");
}

fn keys(rows: &[DeliveryRow]) -> Vec<&str> {
    rows.iter().map(|row| row.key.as_str()).collect()
}

#[tokio::test]
async fn what_is_owed_is_due_in_order_until_it_is_told() {
    let fixture = Fixture::new().await;
    let deliveries = fixture.store.deliveries();
    let chat = NewDelivery { recipient: Recipient::Chat, chat_id: Some(7), ..delivery("chat", 1) };
    owe(&deliveries, &[delivery("late", 30), delivery("soon", 10), delivery("then", 20), chat]).await;
    owe(&deliveries, &[NewDelivery { what: "other".to_owned(), ..delivery("soon", 99) }]).await;
    let due = deliveries.due(Recipient::Desktop, None, 20, 9).await.expect("read");
    assert_eq!(keys(&due), ["soon", "then"]);
    assert_eq!(due[0].what, "{}", "the one that was there stays");
    assert_eq!(keys(&deliveries.due(Recipient::Desktop, None, 20, 1).await.expect("read")), ["soon"]);
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), Some(10));

    assert!(deliveries.begin(due[0].id, 21).await.expect("begun"));
    deliveries.told(&[due[0].id, due[1].id], 22).await.expect("told");
    assert!(!deliveries.begin(due[0].id, 23).await.expect("asked"), "it must not be sent again");
    owe(&deliveries, &[delivery("soon", 10)]).await;
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), Some(30));
    let told = deliveries.get(due[0].id).await.expect("read").expect("there");
    assert_eq!((told.tries, told.sending_at, told.told_at), (1, Some(21), Some(22)));
}

#[tokio::test]
async fn what_failed_is_due_again_and_what_lapsed_is_kept() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let deliveries = fixture.store.deliveries();
    owe(&deliveries, &[delivery("one", 10)]).await;
    let id = deliveries.due(Recipient::Desktop, None, 10, 1).await.expect("read")[0].id;
    assert!(deliveries.begin(id, 11).await.expect("begun"));
    deliveries.failed(id, "no desktop", 40).await.expect("written");
    assert_eq!(deliveries.due(Recipient::Desktop, None, 39, 9).await.expect("read"), []);
    let row = deliveries.due(Recipient::Desktop, None, 40, 9).await.expect("read").remove(0);
    assert_eq!((row.tries, row.last_error.as_deref(), row.sending_at), (1, Some("no desktop"), None));
    deliveries.bring_forward(5, 40).await.expect("written");
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), Some(40));
    deliveries.bring_forward(5, 39).await.expect("written");
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), Some(5));
    deliveries.postpone(id, 60).await.expect("written");
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), Some(60));

    let told = Alongside { inbox: vec![(connection, entry(70))], ..Alongside::default() };
    for _ in 0..2 {
        deliveries.lapse(id, 70, "given up", &told).await.expect("lapsed");
    }
    assert_eq!(fixture.store.inbox().unread(connection).await.expect("read"), 1, "told of once");
    let row = deliveries.get(id).await.expect("read").expect("it is kept");
    assert_eq!((row.lapsed_at, row.last_error.as_deref()), (Some(70), Some("given up")));
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), None);
    assert_eq!(deliveries.prune(70).await.expect("pruned"), 0);
    assert_eq!(deliveries.prune(71).await.expect("pruned"), 1);
}

#[tokio::test]
async fn what_quiet_hours_hold_is_told_by_one_summary() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let deliveries = fixture.store.deliveries();
    let held = |key: &str| NewDelivery { held: true, ..delivery(key, 100) };
    owe(&deliveries, &[held("one"), held("two"), delivery("free", 100)]).await;
    deliveries.hold_until(5).await.expect("released");
    let due = deliveries.due(Recipient::Desktop, None, 5, 9).await.expect("read");
    assert_eq!(keys(&due), ["one", "two"]);
    deliveries.hold_until(50).await.expect("held");
    assert_eq!(deliveries.next_due(Recipient::Desktop, None).await.expect("read"), Some(50));
    let ids: Vec<_> = due.iter().map(|row| row.id).collect();
    let summary = Alongside {
        inbox: vec![(connection, entry(50))],
        deliveries: vec![delivery("summary", 50)],
        ..Alongside::default()
    };
    deliveries.told_with(&ids, 50, &summary).await.expect("told");
    assert_eq!(keys(&deliveries.due(Recipient::Desktop, None, 50, 9).await.expect("read")), ["summary"]);
    assert_eq!(fixture.store.inbox().unread(connection).await.expect("read"), 1);
}

#[tokio::test]
async fn a_debt_goes_with_its_run_and_its_connection() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let run = fixture.add(&run(connection, "key")).await.id;
    let deliveries = fixture.store.deliveries();
    let of_run = NewDelivery { run_id: Some(run), ..delivery("run", 1) };
    let of_connection = NewDelivery { connection_id: Some(connection), ..delivery("connection", 1) };
    owe(&deliveries, &[of_run.clone(), of_connection.clone()]).await;
    assert_eq!(keys(&deliveries_of(&fixture.store, run).await), ["run"]);
    fixture.store.runs().delete(run).await.expect("deleted");
    assert_eq!(keys(&deliveries.due(Recipient::Desktop, None, 9, 9).await.expect("read")), ["connection"]);
    fixture.store.connections().delete(connection).await.expect("deleted");
    // A late one, about what is gone.
    owe(&deliveries, &[of_run, of_connection]).await;
    assert_eq!(deliveries.due(Recipient::Desktop, None, 9, 9).await.expect("read"), []);
}

#[tokio::test]
async fn what_another_connection_owes_stands_in_nobodys_way() {
    let fixture = Fixture::new().await;
    let demo = fixture.connection().await.id;
    let other = NewConnection { demo: true, url: "http://other".to_owned(), ..NewConnection::default() };
    let server = fixture.store.connections().save(&other).await.expect("saved").id;
    let of = |connection, key: &str, due| NewDelivery {
        recipient: Recipient::Chat,
        connection_id: Some(connection),
        ..delivery(key, due)
    };
    let deliveries = fixture.store.deliveries();
    owe(&deliveries, &[of(demo, "demo/1", 1), of(demo, "demo/2", 2), of(server, "server", 3)]).await;
    let due = deliveries.due(Recipient::Chat, Some(server), 9, 1).await.expect("read");
    assert_eq!(keys(&due), ["server"]);
    assert_eq!(deliveries.next_due(Recipient::Chat, Some(server)).await.expect("read"), Some(3));
}
