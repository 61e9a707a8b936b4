//! Bytes in any of the encodings that shells write logs in, as UTF-8.

/// UTF-8 passes; UTF-16 (`cargo build > log.txt` in Windows PowerShell writes it, with a byte order mark) is converted,
/// in pieces of any length.
#[derive(Default)]
pub(super) struct Decoder {
    encoding: Option<Encoding>,
    /// What stands at the start until there is enough to tell, then the unfinished unit or surrogate pair.
    pending: Vec<u8>,
    /// What was converted last.
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big: bool },
}

/// So many bytes decide: a byte order mark, or zeros in every other place.
const DECIDING: usize = 4;
/// So many units are looked at at once.
const UNITS: usize = 16;

impl Decoder {
    /// Gives on `bytes` as UTF-8 (or, where they are none, as they are).
    pub(super) fn push(&mut self, bytes: &[u8], give: &mut dyn FnMut(&[u8])) {
        match self.encoding {
            Some(Encoding::Utf8) => give(bytes),
            Some(Encoding::Utf16 { big }) => self.convert(bytes, big, give),
            None => {
                self.pending.extend_from_slice(bytes);
                if self.pending.len() >= DECIDING {
                    self.decide(give);
                }
            }
        }
    }

    pub(super) fn finish(mut self, give: &mut dyn FnMut(&[u8])) {
        if self.encoding.is_none() {
            self.decide(give);
        }
    }

    fn decide(&mut self, give: &mut dyn FnMut(&[u8])) {
        let start = std::mem::take(&mut self.pending);
        let (encoding, mark) = match start.as_slice() {
            [0xff, 0xfe, ..] => (Encoding::Utf16 { big: false }, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16 { big: true }, 2),
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Encoding::Utf16 { big: false }, 0),
            [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Encoding::Utf16 { big: true }, 0),
            _ => (Encoding::Utf8, 0),
        };
        self.encoding = Some(encoding);
        self.push(&start[mark..], give);
    }

    fn convert(&mut self, bytes: &[u8], big: bool, give: &mut dyn FnMut(&[u8])) {
        // The unit, or half of a pair, that the last piece left unfinished.
        let mut bytes = bytes;
        while !self.pending.is_empty() && !bytes.is_empty() {
            self.pending.push(bytes[0]);
            bytes = &bytes[1..];
            let pending = std::mem::take(&mut self.pending);
            self.pending = self.units(&pending, big, give).to_vec();
        }
        if self.pending.is_empty() {
            self.pending = self.units(bytes, big, give).to_vec();
        }
    }

    /// Gives on what is whole, and returns the rest.
    fn units<'a>(&mut self, bytes: &'a [u8], big: bool, give: &mut dyn FnMut(&[u8])) -> &'a [u8] {
        let (units, _) = bytes.as_chunks::<2>();
        let unit = |pair: &[u8; 2]| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
        // Half of a pair waits for the other half.
        let is_half = units.last().is_some_and(|last| (0xd800..0xdc00).contains(&unit(last)));
        let whole = &units[..units.len() - usize::from(is_half)];
        self.text.clear();
        let mut at = 0;
        while at < whole.len() {
            let (chunks, _) = whole[at..].as_chunks::<UNITS>();
            let ascii = chunks.iter().take_while(|chunk| {
                // Without an early end it goes many units at a time.
                chunk.iter().map(unit).fold(0, |all, unit| all | unit) < 0x80
            });
            let ascii = ascii.count() * UNITS;
            self.text.extend(whole[at..at + ascii].iter().map(|pair| pair[usize::from(big)]));
            at += ascii;
            // Up to where it may go on so, but never between the halves of a pair.
            let mut end = whole.len().min(at + UNITS);
            while end < whole.len() && (0xd800..0xdc00).contains(&unit(&whole[end - 1])) {
                end += 1;
            }
            let mut utf8 = [0; 4];
            for c in char::decode_utf16(whole[at..end].iter().map(unit)) {
                let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                self.text.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
            }
            at = end;
        }
        give(&self.text);
        &bytes[whole.len() * 2..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], piece: usize) -> String {
        let (mut decoder, mut text) = (Decoder::default(), Vec::new());
        for piece in bytes.chunks(piece) {
            decoder.push(piece, &mut |bytes| text.extend_from_slice(bytes));
        }
        decoder.finish(&mut |bytes| text.extend_from_slice(bytes));
        String::from_utf8_lossy(&text).into_owned()
    }

    #[test]
    fn every_encoding_reads_the_same_in_pieces_of_any_length() {
        let text =
            "error: linker `link.exe` not found\r\n系统 🦀\r\nand a line that is all ASCII, 🦀🦀🦀 or nearly so\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for piece in [1, 2, 3, 7, 1 << 10] {
            assert_eq!(decode(text.as_bytes(), piece), text);
            assert_eq!(decode(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), piece), text);
            assert_eq!(decode(&[b"\xff\xfe", little.as_slice()].concat(), piece), text);
            assert_eq!(decode(&[b"\xfe\xff", big.as_slice()].concat(), piece), text);
            assert_eq!(decode(&little, piece), text);
            assert_eq!(decode(&big, piece), text);
        }
        // Halves of pairs are no characters.
        let halves = [0xdc00_u16, 0x61, 0xd83e, 0x62, 0xd83e, 0xd83e, 0xdd80, 0x0a];
        let halves: Vec<u8> = [0xfeff].into_iter().chain(halves).flat_map(u16::to_le_bytes).collect();
        for piece in 1..20 {
            assert_eq!(decode(&halves, piece), "\u{fffd}a\u{fffd}b\u{fffd}🦀\n");
        }
        for short in ["", "a", "ab", "abc"] {
            assert_eq!(decode(short.as_bytes(), 1), short);
        }
    }
}
