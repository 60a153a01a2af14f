//! Responses over HTTP.

use axum::http::HeaderMap;
use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    /// Null if the body is not JSON.
    pub(crate) json: Value,
}

impl Reply {
    /// The codes of a refusal, in one text such as `E005001`.
    pub(crate) fn codes(&self) -> String {
        let codes = self.json["sub_status"].as_array();
        let codes = codes.into_iter().flatten();
        let codes: Vec<&str> = codes.map(|code| code.as_str().unwrap()).collect();
        codes.join(",")
    }

    pub(crate) fn text(&self, key: &str) -> String {
        match self.json[key].as_str() {
            Some(text) => text.to_owned(),
            None => panic!("no text {key} in {self:?}"),
        }
    }

    /// Everything that a client can see of it, apart from its correlation ID.
    pub(crate) fn seen(&self) -> String {
        let body = String::from_utf8(self.bytes.clone()).unwrap();
        let body = body.replace(&self.text("cid"), "(cid)");
        format!("{} {:?} {body}", self.status, self.headers)
    }

    /// Requires HTTP 200 and status ok.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(
            (self.status, &self.json["status"]),
            (200, &"ok".into()),
            "{self:?}"
        );
        self
    }

    /// Requires HTTP 403 and these codes.
    #[track_caller]
    pub(crate) fn refused(self, codes: &str) -> Self {
        assert_eq!((self.status, &*self.codes()), (403, codes), "{self:?}");
        assert_eq!(self.json["status"], "error");
        assert_eq!(self.text("cid").len(), 24);
        self
    }

    /// Requires the 400, which never contains details.
    #[track_caller]
    pub(crate) fn bad_request(self) -> Self {
        assert_eq!(
            (self.status, &self.json["result"]),
            (400, &"Error".into()),
            "{self:?}"
        );
        assert_eq!(self.json["details"], "Bad request");
        assert_eq!(self.text("cid").len(), 24);
        assert_eq!(self.json.as_object().unwrap().len(), 3);
        self
    }
}
