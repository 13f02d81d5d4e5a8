//! A bot never runs before the rules of its fence are set. Other programs stand in for the fence's own.

#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use bot_runner::{Answer, Bounds, Fault, Runner};
use serde_json::{Value, json};
use support::{BASE, World, ask_at, log_until, log_until_nth, now, told};

const OWNER: &str = "0123456789abcdef";
/// Tells at once whether it reaches its network's gateway, and again after a restart.
const REACHES: &str = r#"
import errno, socket, struct, time
routes = [line.split() for line in open("/proc/net/route").read().splitlines()[1:]]
gateway = next(socket.inet_ntoa(struct.pack("<L", int(route[2], 16))) for route in routes if route[1] == "00000000")
try:
    socket.create_connection((gateway, 8000), 3)
except OSError as error:
    print("gateway", errno.errorcode.get(error.errno), flush=True)
time.sleep(3600)
"#;
/// A machine on which everything takes its time. Its one rule makes 172.16.0.0/12 unreachable.
const LATE: &str = r#"
import os, socket, struct, time
time.sleep(2)
rule = struct.pack("<IHHII", 44, 32, 0x401, 1, 0) + bytes([2, 12, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0])
rule += struct.pack("<HHI", 8, 6, 200) + struct.pack("<HH", 8, 1) + bytes([172, 16, 0, 0])
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).send(rule)
os.write(1, b"ready\n")
time.sleep(3600)
"#;
const ENDS: &str = "raise SystemExit(1)\n";
const SILENT: &str = "import time\ntime.sleep(3600)\n";

/// Makes the program the fence of every bot.
async fn fence_is(world: &World, program: &str) {
    let command = json!(["python3", "-c", program]);
    world
        .build("testops-companion-fence:2", &[("Dockerfile", &format!("FROM {BASE}\nCMD {command}\n"))])
        .await;
}

async fn start(runner: &Runner) -> Result<Answer, Fault> {
    let request = json!({
        "action": "start", "bot_id": "bot", "deployment_mode": "simple", "code": REACHES, "base_image": BASE,
    });
    ask_at(runner, request, now()).await
}

async fn ask(runner: &Runner, action: &str) -> Answer {
    let request: Value = json!({ "action": action, "bot_id": "bot" });
    ask_at(runner, request, now()).await.expect("asked")
}

#[tokio::test]
async fn a_bot_waits_for_the_rules_of_its_fence() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    fence_is(&world, LATE).await;
    start(&runner).await.expect("started");
    log_until(&runner, "bot", "gateway").await;
    ask(&runner, "restart").await;
    log_until_nth(&runner, "bot", "gateway", 2).await;
    ask(&runner, "stop").await;
    ask(&runner, "restart").await;
    let log = log_until_nth(&runner, "bot", "gateway", 3).await;
    assert_eq!(log, "gateway ENETUNREACH\n".repeat(3));
    world.end().await;
}

#[tokio::test]
async fn a_bot_whose_fence_does_not_come_up_is_refused_and_nothing_of_it_stays() {
    let Some(world) = World::start().await else { return };
    let bounds = Bounds { fence: Duration::from_millis(500), ..Bounds::default() };
    let runner = world.runner(OWNER).await.within(bounds);
    for program in [ENDS, SILENT] {
        fence_is(&world, program).await;
        let (code, message) = told(start(&runner).await);
        assert_eq!(code, "CONTAINER_ERROR");
        assert!(message.contains("private addresses cannot be kept out of its reach"), "{message}");
        assert_eq!(world.everything(OWNER).await, (0, 0, 0), "nothing of a failed deployment stays");
        world.containers_become(0).await;
    }
    world.end().await;
}
