//! Answers that are had at once: fetched while facts are concluded, so that a diagnosis does not begin anew for each
//! variable and each file.

use std::{
    cell::{OnceCell, RefCell},
    fmt,
    rc::Rc,
};

use crate::{Answer, Failure, Question, map::Map};

type Answered = Result<Answer, Failure>;

/// Where answers come from that nobody has to wait for, and those that came.
pub struct AtHand<'s> {
    source: &'s dyn Fn(&Question) -> Option<Answered>,
    /// Where on the shelf an answer stands; none where the source has none at once.
    places: RefCell<Map<Rc<Question>, Option<usize>>>,
    shelf: Shelf<Answered>,
}

impl<'s> AtHand<'s> {
    /// `source` says what it can say without making anybody wait.
    pub fn new(source: &'s dyn Fn(&Question) -> Option<Answered>) -> Self {
        Self { source, places: RefCell::default(), shelf: Shelf::default() }
    }

    /// The answer, fetched if it was not yet; none where one has to wait for it.
    pub(crate) fn answer(&self, question: &Question) -> Option<&Answered> {
        if let Some(place) = self.places.borrow().get(question) {
            return place.map(|place| self.shelf.at(place));
        }
        // The source may ask in turn: nothing is borrowed while it answers.
        let place = (self.source)(question).map(|answer| self.shelf.put(answer));
        self.places.borrow_mut().insert(Rc::new(question.clone()), place);
        place.map(|place| self.shelf.at(place))
    }

    /// What was fetched.
    pub fn into_answers(self) -> impl Iterator<Item = (Question, Answered)> {
        let mut answers: Vec<_> = self.shelf.into_iter().map(Some).collect();
        let placed = self.places.into_inner().into_iter();
        placed.filter_map(move |(question, place)| {
            let answer = answers[place?].take().expect("each stands in a place of its own");
            Some((Rc::unwrap_or_clone(question), answer))
        })
    }
}

impl fmt::Debug for AtHand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answers at hand", self.places.borrow().len())
    }
}

/// A list that grows while its items are lent: they stand in boards, each twice as long as the one before, that are never
/// moved.
struct Shelf<T> {
    boards: [OnceCell<Box<[OnceCell<T>]>>; BOARDS],
    len: std::cell::Cell<usize>,
}

const BOARDS: usize = 26;
const FIRST_BOARD: usize = 64;

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { boards: std::array::from_fn(|_| OnceCell::new()), len: std::cell::Cell::new(0) }
    }
}

impl<T> Shelf<T> {
    /// The place of the item, which it keeps.
    fn put(&self, item: T) -> usize {
        let place = self.len.replace(self.len.get() + 1);
        let (board, offset) = Self::board_of(place);
        let board = self.boards[board].get_or_init(|| (0..FIRST_BOARD << board).map(|_| OnceCell::new()).collect());
        assert!(board[offset].set(item).is_ok(), "a place is given once");
        place
    }

    fn at(&self, place: usize) -> &T {
        let (board, offset) = Self::board_of(place);
        self.boards[board].get().and_then(|board| board[offset].get()).expect("a place is given with its item")
    }

    fn into_iter(self) -> impl Iterator<Item = T> {
        self.boards.into_iter().filter_map(OnceCell::into_inner).flatten().filter_map(OnceCell::into_inner)
    }

    /// Before board `n` there are `FIRST_BOARD * (2^n - 1)` places.
    fn board_of(place: usize) -> (usize, usize) {
        let board = (place / FIRST_BOARD + 1).ilog2() as usize;
        (board, place - FIRST_BOARD * ((1 << board) - 1))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn variable(name: &impl ToString) -> Question {
        Question::Env { name: name.to_string() }
    }

    #[test]
    fn a_shelf_keeps_its_items_in_order_while_it_grows() {
        let shelf = Shelf::default();
        let first = {
            shelf.put(0);
            shelf.at(0)
        };
        for item in 1..10_000 {
            assert_eq!(shelf.put(item), item);
        }
        assert_eq!(*first, 0);
        assert!((0..10_000).all(|place| *shelf.at(place) == place));
        assert!(shelf.into_iter().eq(0..10_000));
    }

    #[test]
    fn each_question_goes_to_the_source_once_answered_or_not() {
        let asked = Cell::new(0);
        let source = |question: &Question| {
            asked.set(asked.get() + 1);
            (*question != variable(&"slow")).then(|| Ok(Answer::Env(Some(format!("{question:?}")))))
        };
        let hand = AtHand::new(&source);
        let answers: Vec<_> = (0..100).map(|n| hand.answer(&variable(&(n % 50))).cloned()).collect();
        assert_eq!(answers[..50], answers[50..]);
        assert_eq!([hand.answer(&variable(&"slow")), hand.answer(&variable(&"slow"))], [None, None]);
        assert_eq!(asked.get(), 51);
        let mut fetched: Vec<_> = hand.into_answers().collect();
        fetched.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut expected: Vec<_> =
            (0..50).map(|n| (variable(&n), answers[n].clone().expect("it is at hand"))).collect();
        expected.sort_by(|(one, _), (other, _)| one.cmp(other));
        assert_eq!(fetched, expected);
    }
}
