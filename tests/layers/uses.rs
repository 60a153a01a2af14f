//! Which module of a crate uses which other one, read from the tokens of its source: `use` items,
//! with nested groups, and paths within code and macros. Modules and items under `#[cfg(test)]` are
//! left out.

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The modules of a crate, and their uses.
#[derive(Default)]
pub(crate) struct Found {
    /// The modules of its root.
    pub(crate) modules: BTreeSet<String>,
    pub(crate) uses: Vec<Use>,
}

/// One module of the root that names another one.
pub(crate) struct Use {
    /// Below the folder of the crate.
    file: PathBuf,
    line: usize,
    /// The module of the root that the file belongs to.
    pub(crate) module: String,
    /// The first name of the path, after `crate`.
    pub(crate) used: String,
}

impl fmt::Display for Use {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}:{}", self.file.display(), self.line)
    }
}

/// Reads all modules of a crate, from its root file on.
pub(crate) fn of_crate(folder: &Path, root: &str) -> Found {
    let mut reader = Reader {
        folder,
        file: root.into(),
        modules: vec![],
        found: Found::default(),
    };
    reader.file();
    reader.found
}

struct Reader<'a> {
    folder: &'a Path,
    /// The file that is being read, and the path of the module in it.
    file: PathBuf,
    modules: Vec<String>,
    found: Found,
}

impl Reader<'_> {
    fn file(&mut self) {
        let source = fs::read_to_string(self.folder.join(&self.file)).unwrap();
        self.tokens(source.parse().unwrap());
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let [first, after @ ..] = rest {
            rest = after;
            match first {
                TokenTree::Punct(_) if is_test_only(first, after) => rest = after_item(after),
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(word) if word == "mod" => rest = self.module(after),
                TokenTree::Ident(word) if word == "crate" || word == "super" => {
                    rest = self.path(first, after);
                }
                _ => {}
            }
        }
    }

    /// Reads a module: `NAME;` or `NAME { … }`.
    fn module<'t>(&mut self, tokens: &'t [TokenTree]) -> &'t [TokenTree] {
        let [TokenTree::Ident(name), content, rest @ ..] = tokens else {
            return tokens;
        };
        if self.modules.is_empty() {
            self.found.modules.insert(name.to_string());
        }
        self.modules.push(name.to_string());
        if let TokenTree::Group(group) = content {
            self.tokens(group.stream());
        } else {
            let file = format!("{}.rs", self.modules.join("/")).into();
            let outer = std::mem::replace(&mut self.file, file);
            self.file();
            self.file = outer;
        }
        self.modules.pop();
        rest
    }

    /// Reads a path: `crate::…`, or `super::` so often that it is at the root.
    fn path<'t>(&mut self, first: &TokenTree, tokens: &'t [TokenTree]) -> &'t [TokenTree] {
        let mut depth = self.modules.len();
        let mut word = first;
        let mut rest = tokens;
        while let Some((next, after)) = segment(rest) {
            depth = match word.to_string().as_str() {
                "crate" => 0,
                "super" => depth.saturating_sub(1),
                _ => return rest,
            };
            (word, rest) = (next, after);
            match next {
                TokenTree::Ident(name) if depth == 0 => self.note(name.to_string(), next),
                TokenTree::Group(group) if depth == 0 => self.group(group.stream()),
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
        rest
    }

    /// Notes the first name of each member of `{a::b, c}`.
    fn group(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let members =
            tokens.split(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ','));
        for first in members.filter_map(<[TokenTree]>::first) {
            self.note(first.to_string(), first);
        }
    }

    fn note(&mut self, used: String, at: &TokenTree) {
        let Some(module) = self.modules.first() else {
            return;
        };
        if used != *module && used != "self" {
            self.found.uses.push(Use {
                file: self.file.clone(),
                line: at.span().start().line,
                module: module.clone(),
                used,
            });
        }
    }
}

/// The text after `::`, and the rest.
fn segment(tokens: &[TokenTree]) -> Option<(&TokenTree, &[TokenTree])> {
    match tokens {
        [TokenTree::Punct(a), TokenTree::Punct(b), next, rest @ ..]
            if a.as_char() == ':' && b.as_char() == ':' =>
        {
            Some((next, rest))
        }
        _ => None,
    }
}

/// Whether `#[cfg(test)]` stands here.
fn is_test_only(first: &TokenTree, after: &[TokenTree]) -> bool {
    let attribute = after
        .first()
        .map(|token| token.to_string().replace(' ', ""));
    first.to_string() == "#" && attribute.as_deref() == Some("[cfg(test)]")
}

/// The text after an item, which ends with `;` or with its body.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Punct(point) => point.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let end = tokens.iter().position(is_end);
    end.and_then(|end| tokens.get(end + 1..))
        .unwrap_or_default()
}
