//! User IDs and correlation IDs, in the forms of Zato SSO 3.x.

use crate::platform::Platform;

const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `zusr` and a random UUID (version 4) in lower-case Crockford Base32, read as one integer
/// without leading zeros.
pub fn new_user_id(platform: &dyn Platform) -> String {
    let random = platform.random(16);
    let number = random
        .iter()
        .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let version = 0x4_u128 << 76;
    let variant = 0x8_u128 << 60;
    let uuid = number & !(0xf_u128 << 76) & !(0xc_u128 << 60) | version | variant;
    format!("zusr{}", crockford(uuid))
}

/// 24 hexadecimal characters: 96 random bits.
pub fn new_cid(platform: &dyn Platform) -> String {
    hexadecimal(&platform.random(12))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn crockford(mut number: u128) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        let digit = usize::try_from(number % 32).unwrap_or(0);
        digits.push(CROCKFORD.get(digit).copied().map_or('0', char::from));
        number /= 32;
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::crockford;

    #[test]
    fn crockford_has_no_leading_zeros_and_no_ambiguous_letters() {
        assert_eq!(crockford(31), "z");
        assert_eq!(crockford(32), "10");
        assert_eq!(crockford(u128::MAX), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }
}
