//! The same on Podman's service.

#![cfg(target_os = "linux")]

mod support;

use bot_runner::{Answer, Phase};
use engine_kit::Kind;
use serde_json::{Value, json};
use support::{BASE, World, ask_at, log_until, log_until_nth, now};

const OWNER: &str = "0123456789abcdef";
/// Says each line at once: of one that is written in pieces, Podman 4 mixes up the pieces.
const LOOKS: &str = r#"
import errno, os, socket, struct, time
def say(*words): os.write(1, (" ".join(map(str, words)) + "\n").encode())
status = dict(line.split(":\t") for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
say("user", os.getuid(), "caps", status["CapEff"], "nnp", status["NoNewPrivs"])
try: open("/x", "w")
except OSError as error: say("root", error.strerror)
routes = [line.split() for line in open("/proc/net/route").read().splitlines()[1:]]
gateway = next(socket.inet_ntoa(struct.pack("<L", int(route[2], 16))) for route in routes if route[1] == "00000000")
for place in [gateway, "10.1.2.3", "169.254.169.254"]:
    try: socket.create_connection((place, 8000), 3)
    except OSError as error: say("host" if place == gateway else place, errno.errorcode.get(error.errno))
say("up")
time.sleep(3600)
"#;

fn simple(action: &str, bot: &str, code: &str) -> Value {
    json!({
        "action": action, "bot_id": bot, "deployment_mode": "simple", "code": code, "base_image": BASE,
        "resource_limits": { "memory_mb": 32 },
    })
}

#[tokio::test]
async fn a_bot_runs_locked_down_on_podman_from_start_to_removal() {
    let Some(world) = World::on(Kind::Podman).await else { return };
    let runner = world.runner(OWNER).await.restarting_itself();
    assert_eq!(runner.engine().name(), "Podman");
    let ask = async |request: Value| ask_at(&runner, request, now()).await.expect("asked");
    ask(simple("start", "bot", LOOKS)).await;
    let log = log_until(&runner, "bot", "up").await;
    for line in [
        "user 65534 caps 0000000000000000 nnp 1",
        "root Read-only file system",
        "host ENETUNREACH",
        "10.1.2.3 ENETUNREACH",
        "169.254.169.254 ENETUNREACH",
    ] {
        assert!(log.contains(line), "{line:?} is not in {log}");
    }
    let Answer::Updated(_) = ask(simple("update", "bot", &format!("{LOOKS}#2"))).await else {
        panic!("it is there")
    };
    log_until(&runner, "bot", "up").await;
    assert_eq!(world.everything(OWNER).await, (1, 1, 1));
    assert_eq!(runner.look().await.expect("looked")[0].drift, []);
    ask(json!({ "action": "restart", "bot_id": "bot" })).await;
    log_until_nth(&runner, "bot", "up", 2).await;
    ask(json!({ "action": "stop", "bot_id": "bot" })).await;
    assert_eq!(runner.look().await.expect("looked")[0].phase, Phase::Ended);
    ask(json!({ "action": "restart", "bot_id": "bot" })).await;
    let log = log_until_nth(&runner, "bot", "up", 3).await;
    assert_eq!(log.matches("host ENETUNREACH").count(), 3, "{log}");
    ask(json!({ "action": "remove", "bot_id": "bot" })).await;
    assert_eq!(world.everything(OWNER).await, (0, 0, 0));

    // It says nothing of memory: a kill that nobody asked for is what there is to see.
    ask(simple("start", "eats", "kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))\n")).await;
    let end = loop {
        let seen = runner.look().await.expect("looked").remove(0);
        if seen.exit_code == 137 {
            break seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert!(!end.is_stopped);
    let Answer::Status(told) = ask(json!({ "action": "status", "bot_id": "eats" })).await else {
        panic!("it is there")
    };
    assert!(told.end.is_some_and(|end| end.out_of_memory));
    world.end().await;
}
