//! What every answer about a scheme must keep, whatever the scheme.

use engine::theory::{
    basis, borders, chase, closure, cover, decompose, forms, implied, keys, preserve, projection,
    proof, synthesis,
};
use model::base::rng::Rng;
use model::trace::derivation::{Chase, Relation};
use model::trace::event::theory::{ChaseStep, CoverStep, NormalForm};
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind, Scheme};

use super::brute::Brute;
use super::chance::{self, Kinds};

/// A scheme, and what follows from it by definition.
pub struct Case {
    /// The scheme.
    pub scheme: Scheme,
    brute: Brute,
    rng: Rng,
}

/// Everything about the random scheme of that seed.
pub fn check(seed: u64, kinds: Kinds, attributes_max: u64) {
    let mut rng = Rng::stream(seed, "theory");
    let scheme = chance::scheme(&mut rng, kinds, attributes_max);
    let case = Case { brute: Brute::new(&scheme), scheme, rng };
    case.check_all();
}

impl Case {
    fn check_all(mut self) {
        self.closures();
        self.bases();
        self.borders();
        self.keys();
        self.cover();
        self.projection();
        self.form();
        self.synthesis();
        self.splitting();
        self.proofs();
        for _ in 0..3 {
            self.chase_and_preservation();
        }
    }

    fn all(&self) -> AttributeSet {
        self.scheme.all()
    }

    fn functional(&self) -> Vec<Dependency> {
        implied::functional(&self.scheme).expect("within bounds")
    }

    fn closures(&self) {
        for from in self.all().subsets() {
            let expected = self.brute.closure(from);
            let proved = closure::proved(&self.scheme, from);
            assert_eq!(proved.closure, expected, "closure of {from:?}");
            let mut grown = from;
            for step in &proved.steps {
                assert_eq!((step.gained & grown, step.gained.is_empty()), Default::default());
                grown |= step.gained;
                assert_eq!(step.closure, grown);
            }
            assert_eq!(grown, expected);
        }
    }

    fn bases(&self) {
        for from in self.all().subsets() {
            let basis = basis::proved(&self.scheme, from);
            let rest = self.all() - from;
            assert_eq!(basis.blocks.iter().fold(from, |all, block| all | *block), self.all());
            for right in rest.subsets() {
                let is_union = basis.blocks.iter().all(|b| b.is_within(right) || !b.meets(right));
                let dependency = Dependency::multivalued(from, right);
                assert_eq!(is_union, self.brute.implies(&dependency), "{dependency:?}");
            }
            let mut blocks = vec![rest];
            for step in &basis.steps {
                let at = blocks.iter().position(|block| *block == step.block).expect("it is there");
                blocks.swap_remove(at);
                blocks.extend([step.inside, step.outside]);
            }
            blocks.retain(|block| !block.is_empty());
            blocks.sort_unstable();
            assert_eq!(blocks, basis.blocks);
        }
    }

    fn borders(&mut self) {
        let target = chance::set(&mut self.rng, self.scheme.attributes.len(), 1, 2);
        let has_it = |set: AttributeSet| target.is_within(self.brute.closure(set));
        let mut found = borders::of(self.all(), has_it).expect("within bounds");
        let least = |set: &AttributeSet| has_it(*set) && set.singles().all(|a| !has_it(*set - a));
        let largest = |set: &AttributeSet| {
            !has_it(*set) && (self.all() - *set).singles().all(|a| has_it(*set | a))
        };
        found.minimal.sort_unstable();
        found.maximal.sort_unstable();
        assert_eq!(found.minimal, self.all().subsets().filter(least).collect::<Vec<_>>());
        assert_eq!(found.maximal, self.all().subsets().filter(largest).collect::<Vec<_>>());
    }

    fn keys(&self) {
        let found = keys::all(&self.scheme).expect("within bounds");
        assert_eq!(found.keys, self.brute.keys(self.all()), "keys");
        for step in &found.steps {
            assert!(step.key.is_within(step.superkey));
            if let Some((known, by)) = step.from {
                let by = self.scheme.dependencies()[by as usize];
                assert_eq!(step.superkey, by.left | (known - by.right));
            }
        }
    }

    fn cover(&self) {
        let found = cover::minimal(&self.scheme);
        let given = self.scheme.functional();
        let (before, after) =
            (Brute::of(self.all(), &given), Brute::of(self.all(), &found.dependencies));
        for from in self.all().subsets() {
            assert_eq!(before.closure(from), after.closure(from), "cover, from {from:?}");
        }
        for (at, dependency) in found.dependencies.iter().enumerate() {
            assert_eq!(dependency.right.len(), 1, "right sides are single");
            let mut others = found.dependencies.clone();
            others.remove(at);
            let others = Brute::of(self.all(), &others);
            assert!(!others.implies(dependency), "{dependency:?} is redundant");
            for attribute in dependency.left.singles() {
                let shorter = Dependency::functional(dependency.left - attribute, dependency.right);
                assert!(!after.implies(&shorter), "{dependency:?} is too long");
            }
        }
        let mut replayed = replayed_cover(given, &found.steps);
        let mut kept = found.dependencies;
        replayed.sort_unstable();
        kept.sort_unstable();
        assert_eq!(replayed, kept, "the steps lead to the cover");
    }

    fn projection(&mut self) {
        let onto = chance::set(&mut self.rng, self.scheme.attributes.len(), 0, 5);
        let functional = self.functional();
        let ways = [
            projection::of(&self.scheme, onto).expect("within bounds"),
            projection::by_looking_through(&functional, onto),
            projection::by_elimination(&functional, onto).expect("within bounds"),
        ];
        for projected in ways {
            let named = projected.iter().fold(AttributeSet::EMPTY, |all, d| all | d.left | d.right);
            assert!(named.is_within(onto), "only what is kept is spoken of");
            let projected = Brute::of(onto, &projected);
            for from in onto.subsets() {
                let expected = self.brute.closure(from) & onto;
                assert_eq!(projected.closure(from), expected, "onto {onto:?} from {from:?}");
            }
        }
    }

    fn form(&self) {
        let all = self.all();
        let found = forms::verdict(&self.scheme, &[]).expect("within bounds");
        assert_eq!(found.form, self.brute.form(all), "the normal form");
        let keys = self.brute.keys(all);
        let prime = keys.iter().fold(AttributeSet::EMPTY, |prime, key| prime | *key);
        assert_eq!(found.prime, prime);
        assert!(found.violations.is_sorted_by_key(|violation| violation.breaks));
        for violation in &found.violations {
            let Dependency { left, right, .. } = violation.dependency;
            assert!(self.brute.implies(&violation.dependency), "a witness that is implied");
            assert!(!violation.dependency.is_trivial(all), "a witness that says something");
            assert_ne!(self.brute.closure(left), all, "its left side is no superkey");
            let is_part = keys.iter().any(|key| left.is_strictly_within(*key));
            let breaks = match violation.dependency.kind {
                DependencyKind::Multivalued => NormalForm::Fourth,
                _ if right.meets(prime) => NormalForm::BoyceCodd,
                _ if is_part => NormalForm::Second,
                _ => NormalForm::Third,
            };
            assert_eq!(violation.breaks, breaks, "{violation:?}");
            let is_of_key = |key: AttributeSet| keys.contains(&key) && left.is_within(key);
            assert_eq!(violation.part_of.is_some(), breaks == NormalForm::Second);
            assert!(violation.part_of.is_none_or(is_of_key));
        }
    }

    fn relations(&self, relations: &[Relation], least: NormalForm) -> Vec<AttributeSet> {
        for relation in relations {
            assert!(self.brute.form(relation.attributes) >= least, "{relation:?}");
            assert_eq!(relation.keys, self.brute.keys(relation.attributes), "{relation:?}");
        }
        let sets: Vec<AttributeSet> = relations.iter().map(|found| found.attributes).collect();
        assert!(self.chased(&sets).whole_row.is_some(), "{sets:?} is lossless");
        sets
    }

    fn synthesis(&self) {
        let found = synthesis::third(&self.scheme).expect("within bounds");
        let sets = self.relations(&found.relations, NormalForm::Third);
        for dependency in self.scheme.functional() {
            assert!(self.preserves(&sets, &dependency), "synthesis preserves {dependency:?}");
        }
    }

    fn splitting(&mut self) {
        // The definition of the fourth form takes long to look through.
        let fourth = self.scheme.attributes.len() <= 4;
        let form = if fourth { NormalForm::Fourth } else { NormalForm::BoyceCodd };
        for form in [NormalForm::BoyceCodd, form] {
            let first = decompose::split(&self.scheme, form, &[]).expect("within bounds");
            self.relations(&first.relations, form);
            for node in first.nodes.iter().filter(|node| node.split.is_none()) {
                assert!(node.violations.is_empty(), "only what is in the form stays");
            }
            // Any choice among the violations leads there.
            let choices = first.nodes.iter().filter(|node| node.split.is_some());
            let choices: Vec<u32> = choices
                .take(1)
                .map(|node| self.rng.below(node.violations.len() as u64) as u32)
                .collect();
            let chosen = decompose::split(&self.scheme, form, &choices).expect("within bounds");
            self.relations(&chosen.relations, form);
        }
    }

    fn proofs(&mut self) {
        let count = self.scheme.attributes.len();
        for at in 0..12 {
            let (left, any) =
                (chance::set(&mut self.rng, count, 0, 3), chance::set(&mut self.rng, count, 1, 3));
            let implied = any & self.brute.closure(left);
            let goal = match at % 3 {
                0 => Dependency::functional(left, any),
                1 => Dependency::functional(left, implied),
                _ => Dependency::multivalued(left, any),
            };
            let proof = proof::of(&self.scheme, &goal);
            assert_eq!(proof.is_some(), self.brute.implies(&goal), "{goal:?}");
            for step in proof.iter().flat_map(|proof| &proof.steps) {
                assert!(self.brute.implies(&step.dependency), "{step:?} is not implied");
            }
        }
    }

    fn chase_and_preservation(&mut self) {
        let all = self.all();
        let relations = chance::decomposition(&mut self.rng, all);
        let found = self.chased(&relations);
        if let [one, other] = relations[..] {
            // Heath's and Fagin's theorem.
            let shared = Dependency::multivalued(one & other, one - other);
            assert_eq!(found.whole_row.is_some(), self.brute.implies(&shared), "{relations:?}");
        }
        let preserved = preserve::tested(&self.scheme, &relations).expect("within bounds");
        for (number, is_preserved) in preserved.preserved {
            let dependency = self.scheme.dependencies()[number as usize];
            let expected = self.preserves(&relations, &dependency);
            assert_eq!(is_preserved, expected, "{dependency:?} in {relations:?}");
        }
    }

    /// Whether a dependency follows from all that holds within the relations.
    fn preserves(&self, relations: &[AttributeSet], dependency: &Dependency) -> bool {
        let within = relations.iter().flat_map(|relation| self.brute.projected(*relation));
        let within: Vec<Dependency> = within.collect();
        let mut closure = dependency.left;
        while let Some(one) =
            within.iter().find(|one| one.left.is_within(closure) && !one.right.is_within(closure))
        {
            closure |= one.right;
        }
        dependency.right.is_within(closure)
    }

    /// A chase that shows what it says: every step is due, and in the end either a row is whole, or
    /// the tableau keeps every dependency, has no whole row, and each relation has one.
    fn chased(&self, relations: &[AttributeSet]) -> Chase {
        let found = chase::of_decomposition(&self.scheme, relations).expect("within bounds");
        let mut rows = chase::initial(self.scheme.attributes.len(), relations);
        for step in &found.steps {
            self.apply(&mut rows, step);
        }
        assert_eq!(rows, found.rows, "the steps lead to the tableau");
        match found.whole_row {
            Some(row) => assert!(rows[row as usize].iter().all(|symbol| *symbol == 0)),
            None => {
                assert!(rows.iter().all(|row| row.iter().any(|symbol| *symbol != 0)));
                for dependency in self.scheme.dependencies() {
                    assert!(keeps(&rows, dependency), "the tableau keeps {dependency:?}");
                }
                for relation in relations {
                    let is_whole =
                        |row: &&Vec<u32>| relation.iter().all(|at| row[at as usize] == 0);
                    assert!(rows.iter().any(|row| is_whole(&row)), "the join makes a whole row");
                }
            }
        }
        found
    }

    fn apply(&self, rows: &mut Vec<Vec<u32>>, step: &ChaseStep) {
        let (ChaseStep::Equated { by, rows: pair, .. }
        | ChaseStep::RowAdded { by, rows: pair, .. }) = *step;
        let Dependency { left, right, kind } = self.scheme.dependencies()[by as usize];
        let (first, second) = (rows[pair.0 as usize].clone(), rows[pair.1 as usize].clone());
        assert!(left.iter().all(|at| first[at as usize] == second[at as usize]), "{step:?}");
        match *step {
            ChaseStep::Equated { column, replaced, kept, .. } => {
                assert!(kind == DependencyKind::Functional && right.contains(column));
                let at = usize::from(column);
                let (low, high) = (first[at].min(second[at]), first[at].max(second[at]));
                assert_eq!((kept, replaced), (low, high));
                let here = rows.iter_mut().filter(|row| row[at] == replaced);
                here.for_each(|row| row[at] = kept);
            }
            ChaseStep::RowAdded { row, .. } => {
                assert!(kind == DependencyKind::Multivalued && row as usize == rows.len());
                let symbol =
                    |at: usize| if right.contains(at as u8) { first[at] } else { second[at] };
                rows.push((0..first.len()).map(symbol).collect());
            }
        }
    }
}

/// Whether rows keep a dependency, by looking at every two of them.
fn keeps(rows: &[Vec<u32>], dependency: &Dependency) -> bool {
    let Dependency { left, right, kind } = *dependency;
    let agree = |one: &[u32], other: &[u32], on: AttributeSet| {
        on.iter().all(|at| one[usize::from(at)] == other[usize::from(at)])
    };
    rows.iter().all(|one| {
        rows.iter().filter(|other| agree(one, other, left)).all(|other| match kind {
            DependencyKind::Functional => agree(one, other, right),
            DependencyKind::Multivalued => {
                let symbol = |at: usize| if right.contains(at as u8) { one[at] } else { other[at] };
                rows.contains(&(0..one.len()).map(symbol).collect())
            }
        })
    })
}

/// The given dependencies after the steps of a cover.
fn replayed_cover(given: Vec<Dependency>, steps: &[CoverStep]) -> Vec<Dependency> {
    let mut kept = given;
    let remove = |kept: &mut Vec<Dependency>, gone: &Dependency| {
        let at = kept.iter().position(|one| one == gone).expect("what goes was there");
        kept.remove(at);
    };
    for step in steps {
        match step {
            CoverStep::RightSplit { from, part } => {
                if from.right.singles().next() == Some(part.right) {
                    remove(&mut kept, from);
                }
                kept.push(*part);
            }
            CoverStep::LeftShortened { from, to } => {
                remove(&mut kept, from);
                kept.push(*to);
            }
            CoverStep::TrivialDropped { dependency }
            | CoverStep::RedundantDropped { dependency } => remove(&mut kept, dependency),
        }
    }
    kept
}
