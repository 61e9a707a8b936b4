//! Text that the user hands over: a log file or standard input, line by line in constant memory.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

/// The most of one line that is kept, in bytes; the rest of it is passed over.
const LINE_LIMIT: usize = 64 << 10;

/// Each line of the file, without its end.
pub fn lines_of_file(path: &Path, feed: impl FnMut(&str)) -> io::Result<()> {
    lines(BufReader::with_capacity(1 << 16, File::open(path)?), feed)
}

/// Each line of standard input, without its end.
pub fn lines_of_stdin(feed: impl FnMut(&str)) -> io::Result<()> {
    lines(io::stdin().lock(), feed)
}

/// Is there such a file (or a device, or a pipe) to read?
pub fn is_readable_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_dir())
}

fn lines(mut input: impl BufRead, mut feed: impl FnMut(&str)) -> io::Result<()> {
    let mut line: Vec<u8> = Vec::new();
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            if !line.is_empty() {
                give(&line, &mut feed);
            }
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        let room = LINE_LIMIT.saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            give(&line, &mut feed);
            line.clear();
        }
    }
}

fn give(line: &[u8], feed: &mut impl FnMut(&str)) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    feed(&String::from_utf8_lossy(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        lines(BufReader::with_capacity(7, bytes), |line| found.push(line.to_owned())).expect("memory can be read");
        found
    }

    #[test]
    fn lines_end_in_every_way() {
        assert_eq!(read(b"one\r\ntwo\n\nlast without end"), ["one", "two", "", "last without end"]);
        assert_eq!(read(b""), Vec::<String>::new());
    }

    #[test]
    fn a_line_without_end_takes_bounded_memory_and_the_next_one_is_whole() {
        let mut bytes = vec![b'x'; LINE_LIMIT * 3];
        bytes.extend_from_slice(b"\nnext\n");
        let found = read(&bytes);
        assert_eq!((found[0].len(), found[1].as_str()), (LINE_LIMIT, "next"));
    }

    #[test]
    fn bytes_that_are_no_utf8_are_replaced() {
        assert_eq!(read(b"a\xffb\n"), ["a\u{fffd}b"]);
    }
}
