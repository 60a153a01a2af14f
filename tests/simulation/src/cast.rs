//! The users: few names and few addresses, so that there are many conflicts.
//!
//! Every name and address has several spellings with the same canonical form. The canonical forms are
//! written here by hand and not computed by the guest, so that its folding is tested too.

use crate::dice::Dice;

/// Spellings of one username or address, and the form in which they are compared.
pub(crate) struct Spellings {
    pub(crate) canonical: &'static str,
    pub(crate) spellings: &'static [&'static str],
}

pub(crate) const SUPER_USER: &str = "the.boss";

pub(crate) const USERNAMES: &[Spellings] = &[
    Spellings {
        canonical: "margarete",
        spellings: &["Margarete", "MARGARETE", "ｍａｒｇａｒｅｔｅ"],
    },
    Spellings {
        canonical: "anna.strasse",
        spellings: &["Anna.Straße", "anna.strasse", "ANNA.STRASSE"],
    },
    Spellings {
        canonical: "émile.zola",
        spellings: &["Émile.Zola", "e\u{301}mile.zola", "ÉMILE.ZOLA"],
    },
    Spellings {
        canonical: "lord.kelvin",
        spellings: &["Lord.\u{212a}elvin", "lord.kelvin"],
    },
    Spellings {
        canonical: "fine.print",
        spellings: &["ﬁne.print", "Fine.Print"],
    },
    Spellings {
        canonical: "viii.henry",
        spellings: &["viii.henry", "Ⅷ.Henry"],
    },
    Spellings {
        canonical: "ὀδυσσεύσ.x",
        spellings: &["Ὀδυσσεύς.x", "ὀδυσσεύσ.X"],
    },
];

pub(crate) const ADDRESSES: &[Spellings] = &[
    Spellings {
        canonical: "rosa@mail.example",
        spellings: &["rosa@mail.example", "Rosa@MAIL.example"],
    },
    Spellings {
        canonical: "post@xn--bcher-kva.example",
        spellings: &["post@bücher.example", "Post@xn--bcher-kva.example"],
    },
    Spellings {
        canonical: "viktor@mail.example",
        spellings: &["viktor@mail.example"],
    },
];

/// All users have one of these passwords, so that a wrong one is often another user's.
/// In canonical form.
pub(crate) const LOCALES: &[&str] = &["de-AT", "en", "pt-BR", "zh-Hant-TW"];
pub(crate) const PASSWORDS: &[&str] = &[
    "correct horse battery",
    "a stitch in time saves",
    "rolling stones gather no moss",
];

/// The form in which a spelling is compared.
pub(crate) fn canonical(of: &[Spellings], text: &str) -> String {
    let known = of.iter().find(|one| one.spellings.contains(&text));
    known.map_or(text, |one| one.canonical).to_owned()
}

/// A name in the form in which names are compared: without regard to case.
pub(crate) fn folded(name: &str) -> String {
    name.to_lowercase().replace('ß', "ss")
}

/// Any spelling of any of them.
pub(crate) fn anyone(of: &[Spellings], dice: &Dice) -> String {
    let one = dice.pick(of).map_or(&[][..], |one| one.spellings);
    dice.pick(one).copied().unwrap_or_default().to_owned()
}
