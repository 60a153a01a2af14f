//! A full disk: a clear error for every write, normal answers to all other calls, and recovery without a
//! restart when there is room again.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{deployment::check_file, disk::Disk};
use crate::kit::{
    Connection, PASSWORD, SUPER_USER,
    binary::{Server, command, run, share_code, start, unthrottled},
    login_input, signup_input,
};

const MIB: usize = 1 << 20;

/// SQLite copies its log into the database when it has this number of bytes.
const LOG: usize = 1_000 * 4_120;

/// An SSO on a small disk.
struct Scene {
    server: Server,
    connection: Connection,
    disk: Disk,
    boss: String,
    /// Acknowledged users.
    people: Vec<String>,
}

impl Scene {
    fn new(bytes: usize) -> Self {
        let disk = Disk::new(bytes);
        share_code(disk.path());
        let create = [
            "user",
            "create-super-user",
            SUPER_USER,
            "--password",
            PASSWORD,
        ];
        assert!(run(disk.path(), &create).status.success());
        let server = serve(disk.path());
        let mut connection = server.connect();
        let login = login_input(SUPER_USER).to_string();
        let (_, answer) = connection.call("POST", "/user/login", &login).unwrap();
        Self {
            server,
            connection,
            disk,
            boss: answer["ust"].as_str().unwrap().to_owned(),
            people: Vec::new(),
        }
    }

    fn call(&mut self, method: &str, path: &str, input: &Value) -> (u16, Value) {
        self.connection
            .call(method, path, &input.to_string())
            .unwrap()
    }

    /// Signs the next user up; false if there is no room.
    fn signs_up(&mut self) -> bool {
        let name = format!("n{}", self.people.len());
        match self.call("POST", "/user/signup", &signup_input(&name)) {
            (200, _) => {
                self.people.push(name);
                true
            }
            refused => {
                unavailable(&refused);
                false
            }
        }
    }

    fn use_up(&mut self) {
        while self.signs_up() {
            assert!(self.people.len() < 10_000, "the disk is never full");
        }
    }

    fn session(&self) -> Value {
        json!({"ust": self.boss, "current_app": "CRM"})
    }

    /// Calls on a full disk. If no sign-up fits any more, a smaller write may still fit once or twice.
    fn says_so_clearly(&mut self) {
        let session = self.session();
        for _ in 0..3 {
            self.use_up();
            for (method, path, input) in [
                ("POST", "/user/login", &login_input(SUPER_USER)),
                ("PATCH", "/user/session", &session),
            ] {
                let mut answers = (0..20).map(|_| self.call(method, path, input));
                unavailable(&answers.find(|(status, _)| *status != 200).unwrap());
            }
            self.reads();
        }
    }

    /// Reading needs no room. The server is ready: sessions are checked as ever, and no other
    /// server would have more room.
    fn reads(&mut self) {
        let boss = self.session();
        assert_eq!(self.call("GET", "/user", &boss).1["username"], SUPER_USER);
        let both = json!({"current_ust": self.boss, "target_ust": self.boss, "current_app": "CRM"});
        let (_, verified) = self.call("POST", "/user/session", &both);
        assert_eq!(verified["is_valid"], true);
        let (status, list) = self.call("GET", "/user/signup", &boss);
        assert_eq!((status, list[0]["username"].as_str()), (200, Some("n0")));
        for path in ["/healthz", "/readyz"] {
            assert_eq!(
                self.connection.send("GET", path, "").unwrap().0,
                200,
                "{path}"
            );
        }
    }

    /// Exactly the users whose sign-up was acknowledged exist.
    fn has_everybody(&mut self) {
        for name in self.people.clone() {
            let (_, answer) = self.call("POST", "/user/signup", &signup_input(&name));
            assert_eq!(answer["sub_status"], json!(["E001002"]), "{name}");
        }
        assert!(
            self.signs_up(),
            "the first who was refused is not half there"
        );
    }

    fn kill(&mut self) {
        self.server.kill();
    }

    /// Kills the server, and starts it again on the same data.
    fn crash(&mut self) {
        self.kill();
        self.restart();
    }

    /// Kills the server, and checks the data.
    fn end_whole(mut self) {
        self.kill();
        check_file(self.disk.path());
    }

    fn restart(&mut self) {
        self.server = serve(self.disk.path());
        self.connection = self.server.connect();
    }

    fn log(&self) -> usize {
        let log = self.disk.path().join("vestibule.db-wal");
        usize::try_from(log.metadata().unwrap().len()).unwrap()
    }
}

fn serve(data: &Path) -> Server {
    let mut command = command(data, &["serve", "--listen", "127.0.0.1:0"]);
    command.env("VESTIBULE_SIGNUP_INFORM_IF_USER_EXISTS", "true");
    unthrottled(&mut command);
    start(command)
}

/// The 503 that tells nothing.
#[track_caller]
fn unavailable((status, answer): &(u16, Value)) {
    assert_eq!(*status, 503, "{answer}");
    assert_eq!(answer["status"], "error");
    assert_eq!(answer["sub_status"], json!(["E008004"]));
    assert_eq!(answer["cid"].as_str().unwrap().len(), 24);
    assert_eq!(answer.as_object().unwrap().len(), 3, "{answer}");
}

#[test]
fn writes_are_refused_while_the_disk_is_full() {
    let mut scene = Scene::new(8 * MIB);
    assert!(scene.signs_up());
    for _ in 0..3 {
        scene.disk.fill();
        scene.use_up();
        scene.says_so_clearly();
        scene.disk.free();
        for _ in 0..10 {
            assert!(scene.signs_up(), "there is room again");
        }
        scene.has_everybody();
    }
    scene.crash();
    scene.has_everybody();
    scene.end_whole();
}

/// The log is full and has to be copied into the database, but the database cannot grow.
#[test]
fn a_log_that_finds_no_room_in_the_database_is_copied_later() {
    let mut scene = Scene::new(16 * MIB);
    while scene.log() < LOG - LOG / 20 {
        assert!(scene.signs_up());
    }
    scene.disk.fill_up_to(LOG / 20 + MIB / 8);
    scene.use_up();
    assert!(scene.log() > LOG, "the log was not copied");
    scene.says_so_clearly();
    scene.disk.free();
    let log = scene.log();
    for _ in 0..300 {
        assert!(scene.signs_up(), "there is room again");
    }
    assert!(
        scene.log() < log + LOG / 2,
        "the log is used from its beginning again"
    );
    scene.has_everybody();
    scene.end_whole();
}

#[test]
fn a_server_that_crashed_on_a_full_disk_starts_there_and_loses_nothing() {
    let mut scene = Scene::new(8 * MIB);
    for _ in 0..50 {
        assert!(scene.signs_up());
    }
    scene.disk.fill();
    scene.use_up();
    scene.crash();
    scene.use_up();
    scene.says_so_clearly();
    scene.disk.free();
    scene.has_everybody();
    scene.crash();
    scene.has_everybody();
    scene.end_whole();
}

/// The log's index is made anew when it is gone, and takes some room.
#[test]
fn the_command_line_reports_a_full_disk() {
    let mut scene = Scene::new(8 * MIB);
    scene.disk.fill();
    scene.use_up();
    let create = ["user", "create-user", "ann", "--password", PASSWORD];
    let beside = run(scene.disk.path(), &create);
    scene.kill();
    fs::remove_file(scene.disk.path().join("vestibule.db-shm")).unwrap();
    scene.disk.fill();
    let alone = run(scene.disk.path(), &create);
    for (refused, words) in [
        (beside, "disk is full"),
        (alone, "no space left on the disk"),
    ] {
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{said}");
    }
    scene.disk.free();
    assert!(run(scene.disk.path(), &create).status.success());
    scene.restart();
    scene.has_everybody();
}
