//! The limits, as a bot meets them from the inside.

#![cfg(target_os = "linux")]

mod support;

use bot_runner::{Answer, Drift, Phase, Runner, Seen};
use serde_json::{Value, json};
use support::{BASE, Shared, ask_at, log_until, log_until_nth, now};

async fn start(runner: &Runner, bot: &str, code: &str, limits: Value) {
    let request = json!({
        "action": "start", "bot_id": bot, "deployment_mode": "simple", "code": code, "base_image": BASE,
        "resource_limits": limits,
    });
    let answer = ask_at(runner, request, now()).await.expect("it starts");
    assert!(matches!(answer, Answer::Started(_)), "{answer:?}");
}

async fn remove(runner: &Runner, bot: &str) {
    ask_at(runner, json!({ "action": "remove", "bot_id": bot }), now()).await.expect("removed");
}

async fn seen(runner: &Runner, bot: &str) -> Seen {
    let all = runner.look().await.expect("looked");
    all.into_iter().find(|seen| seen.bot == bot).expect("the bot")
}

/// Waits for its end.
async fn ended(runner: &Runner, bot: &str) -> Seen {
    loop {
        let seen = seen(runner, bot).await;
        if seen.phase == Phase::Ended {
            return seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn memory_beyond_the_limit_ends_a_bot_and_is_told() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("memory").await.restarting_itself();
    let eats = "kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))\n";
    start(&runner, "eats", eats, json!({ "memory_mb": 32 })).await;
    let end = ended(&runner, "eats").await;
    assert_eq!((end.exit_code, end.out_of_memory), (137, true));
    remove(&runner, "eats").await;
}

#[tokio::test]
async fn a_bot_gets_no_more_cpu_than_its_share() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("cpu").await;
    let burns = "import time\nbegan = time.monotonic()\nwhile time.monotonic() - began < 3: pass\n\
                 print('share', time.process_time() / (time.monotonic() - began), flush=True)\ntime.sleep(3600)\n";
    start(&runner, "burns", burns, json!({ "cpu_cores": 0.25 })).await;
    let log = log_until(&runner, "burns", "share").await;
    let share: f64 = log.split_whitespace().last().and_then(|word| word.parse().ok()).expect("a number");
    assert!(share < 0.35, "it got {share} of a core");
    remove(&runner, "burns").await;
}

#[tokio::test]
async fn processes_and_disk_end_where_they_may() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("disk").await;
    let code = "import os, time\nwritten = 0\ntry:\n    with open('/tmp/x', 'wb', 0) as file:\n        while True:\n            \
                written += file.write(bytes(1 << 20))\nexcept OSError as error:\n    print('disk', written >> 20, error.strerror)\n\
                forks = 0\ntry:\n    while forks < 100:\n        if os.fork() == 0: time.sleep(3600)\n        forks += 1\n\
                except OSError as error:\n    print('forks', forks, error.strerror)\nprint('done', flush=True)\ntime.sleep(3600)\n";
    start(&runner, "fills", code, json!({ "pids_limit": 20, "memory_mb": 256 })).await;
    let log = log_until(&runner, "fills", "done").await;
    assert!(log.contains("disk 64 No space left on device"), "{log}");
    let forks = log.lines().find_map(|line| line.strip_prefix("forks ")?.split(' ').next()?.parse().ok());
    assert!(forks.is_some_and(|forks: u32| forks < 20), "{log}");
    remove(&runner, "fills").await;
}

#[tokio::test]
async fn of_a_log_of_a_million_lines_the_newest_ten_megabytes_are_kept() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("log").await;
    let writes = "import os, time\nfor block in range(1000):\n    lines = ''.join(f'{block * 1000 + n}\\n' for n in range(1000)).encode()\n    \
                  while lines: lines = lines[os.write(1, lines):]\nprint('all', flush=True)\ntime.sleep(3600)\n";
    start(&runner, "writes", writes, json!({})).await;
    log_until(&runner, "writes", "all").await;
    let mut log = runner.whole_log(&seen(&runner, "writes").await.container_id, false);
    let (mut kept, mut bytes, mut last) = (0, 0, [String::new(), String::new()]);
    while let Some(pieces) = futures::StreamExt::next(&mut log).await {
        for piece in pieces.expect("a piece") {
            kept += 1;
            bytes += piece.text.len();
            last = [std::mem::take(&mut last[1]), piece.text];
        }
    }
    assert!((10_000..1_000_000).contains(&kept) && bytes <= 10 << 20, "{kept} lines, {bytes} bytes are kept");
    assert_eq!(last, ["999999", "all"], "the newest lines are kept");
    drop(log);
    remove(&runner, "writes").await;
}

/// Tells which places a bot reaches; an open port that nobody listens on is reached as well.
const REACHES: &str = r#"
import errno, socket, struct, time
def tries(*place):
    try:
        socket.create_connection(place, 3)
        return "reached"
    except ConnectionRefusedError:
        return "reached"
    except OSError as error:
        return errno.errorcode.get(error.errno, "timeout")
routes = [line.split() for line in open("/proc/net/route").read().splitlines()[1:]]
gateway = next(socket.inet_ntoa(struct.pack("<L", int(route[2], 16))) for route in routes if route[1] == "00000000")
print("host", tries(gateway, 8000))
print("names", tries(gateway, 53))
print("bot", tries(BOT, 8000))
print("metadata", tries("169.254.169.254", 80))
for net in ["10.1.2.3", "172.31.255.1", "192.168.1.1", "100.64.0.1"]: print(net, tries(net, 80))
print("outside", tries(*OUTSIDE))
print("itself", tries("127.0.0.1", 8000))
print("done", flush=True)
time.sleep(3600)
"#;

#[tokio::test]
async fn a_bot_reaches_out_and_neither_the_host_nor_other_bots_nor_private_addresses() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("network").await.restarting_itself();
    let listens = "import socket\nserver = socket.create_server(('0.0.0.0', 8000))\n\
                   print('at', socket.gethostbyname(socket.gethostname()), flush=True)\nwhile True: server.accept()\n";
    start(&runner, "listens", listens, json!({})).await;
    let log = log_until(&runner, "listens", "at ").await;
    let address = log.split_whitespace().last().expect("an address");
    let outside = shared.engine().listen_outside().await.expect("a listener");
    let outside = outside.local_addr().expect("an address");
    let code = format!("BOT = '{address}'\nOUTSIDE = ('{}', {})\n{REACHES}", outside.ip(), outside.port());
    start(&runner, "tries", &code, json!({})).await;
    let log = log_until(&runner, "tries", "done").await;
    let kept = |log: &str| {
        ["host", "bot", "metadata", "10.1.2.3", "172.31.255.1", "192.168.1.1", "100.64.0.1"]
            .iter()
            .all(|place| log.lines().any(|line| line == format!("{place} ENETUNREACH")))
    };
    assert!(kept(&log), "{log}");
    for place in ["names", "outside", "itself"] {
        assert!(log.contains(&format!("{place} reached")), "{log}");
    }

    // The same after a restart, and after a stop, which ends its fence too.
    let id = seen(&runner, "tries").await.container_id;
    ask_at(&runner, json!({ "action": "restart", "bot_id": "tries" }), now()).await.expect("asked");
    log_until_nth(&runner, "tries", "done", 2).await;
    ask_at(&runner, json!({ "action": "stop", "bot_id": "tries" }), now()).await.expect("asked");
    runner.start_again(&id).await.expect("started");
    let log = log_until_nth(&runner, "tries", "done", 3).await;
    assert_eq!(log.matches("host ENETUNREACH").count(), 3, "{log}");
    assert_eq!(log.matches("outside reached").count(), 3, "{log}");
    remove(&runner, "tries").await;

    start(&runner, "tries", &code, json!({ "private_addresses": true })).await;
    let log = log_until(&runner, "tries", "done").await;
    assert!(log.contains("host reached") && log.contains("outside reached"), "{log}");
    assert!(!log.contains("bot reached"), "other bots are out of reach all the same: {log}");
    remove(&runner, "tries").await;
    remove(&runner, "listens").await;
}

#[tokio::test]
async fn limits_that_are_changed_by_hand_are_seen() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("drift").await;
    start(&runner, "bot", "import time\ntime.sleep(3600)\n", json!({})).await;
    let bot = seen(&runner, "bot").await;
    assert_eq!(bot.drift, []);
    let update = bollard::models::ContainerUpdateBody {
        memory: Some(512 << 20),
        memory_swap: Some(512 << 20),
        ..bollard::models::ContainerUpdateBody::default()
    };
    shared.engine().docker().update_container(&bot.container_id, update).await.expect("changed");
    shared.engine().docker().pause_container(&bot.container_id).await.expect("paused");
    assert_eq!(seen(&runner, "bot").await.drift, [Drift::Memory { wanted: 256, is: 512 }, Drift::Paused]);
    shared.engine().docker().unpause_container(&bot.container_id).await.expect("goes on");
    remove(&runner, "bot").await;
}
