"""From clauses to norms: reads each proposition, with what the headings and lead-ins above it say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest import bearers as who
from ingest import conditions as when
from ingest import modality as deontic
from ingest import verbless
from ingest.actions import action, acts_of, is_verb_of_act
from ingest.artifacts import artifacts, subject_artifacts
from ingest.bearers import Bearers
from ingest.contacts import contacts
from ingest.context import Context, context_of
from ingest.counterparties import counterparties
from ingest.labelled import Row, labelled_row
from ingest.modality import ACT_FIRST, Deontic
from ingest.passages import passage
from ingest.pipeline import parsed
from ingest.pronouns import taken_up
from ingest.propositions import Proposition, propositions
from ingest.sentences import Reading, has_subject, inside_subordinate, person_lemma, sentences
from ingest.timing import limit_of_act, time_limit, words_of
from kg.model import Bearing, Clause, ClauseKind, Condition, ConditionKind, Document, Modality, Norm
from ontology.concepts import Kind, concepts
from ontology.cues import cues
from ontology.lexicon import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_STATING = (ClauseKind.POINT, ClauseKind.PARAGRAPH)
# How many norms back a short name or pronoun may look for what it stands for.
REACH = 6


def norms(document: Document, clauses: Sequence[Clause]) -> list[Norm]:
    """Return the norms and statements of a document, in order.

    Each carries offsets into ``document.text``; informative text is listed as ``INFO``.
    """
    by_id = {clause.id: clause for clause in clauses}
    readings = _readings(document, clauses)
    found: list[Norm] = []
    contexts: dict[str | None, Context] = {}
    for clause in clauses:
        if clause.kind in _STATING:
            if clause.parent not in contexts:
                contexts[clause.parent] = context_of(clause, by_id, readings, found)
            context = contexts[clause.parent]
            names = _column_names(document, by_id.get(clause.parent or ""))
            found += _ClauseReader(document, clause, readings[clause.id], context, found, names).norms()
    return found


def _column_names(document: Document, above: Clause | None) -> str:
    """Return the line above a clause as typed, which may name the columns of a table; nothing where there is none."""
    return document.text[above.start : above.end] if above is not None and above.kind is ClauseKind.HEADING else ""


def _readings(document: Document, clauses: Sequence[Clause]) -> dict[str, Reading]:
    passages = [passage(document.text, clause.start, clause.end) for clause in clauses]
    docs = parsed(each.text for each in passages)
    return {
        clause.id: Reading(doc, words, document.text)
        for clause, words, doc in zip(clauses, passages, docs, strict=True)
    }


@dataclass
class _Draft:
    """A norm in the making: a proposition with what was read of it."""

    proposition: Proposition
    deontic: Deontic
    bearers: Bearers
    conditions: list[Condition]


class _ClauseReader:
    """Reads the norms of one clause, sentence by sentence."""

    def __init__(
        self, document: Document, clause: Clause, reading: Reading, context: Context, before: list[Norm], names: str
    ) -> None:
        self.document = document
        self.clause = clause
        self.reading = reading
        self.context = context
        self.before = before
        self.names = names
        self.drafts: list[_Draft] = []

    def norms(self) -> list[Norm]:
        found: list[Norm] = []
        row = labelled_row(self.reading, self.clause, self.names)
        if row is not None:
            self.drafts.append(self._labelled(row))
            found.append(self._norm(self.drafts[-1], 1, found))
        for sentence in sentences(self.reading.doc) if row is None else row.further:
            parts = propositions(self.reading, sentence)
            for at, whole in enumerate(parts):
                if not any(token.is_alpha for token in whole.span) or self._leads_in(whole):
                    continue
                # What a row adds to who is responsible may have no verb ("deretter hjemmesykepleien").
                gapped = whole.gapped or (row is not None and whole.verb is None)
                proposition = replace(whole, span=_stated(whole.span), gapped=gapped)
                draft = self._draft(proposition)
                if row is not None and whole.span[0].text in cues()["later"] and not draft.bearers.roles:
                    # Whoever is named there takes over, whatever the parser makes of it.
                    named = verbless.gapped(self.reading, proposition)
                    draft = replace(draft, deontic=self.drafts[-1].deontic, bearers=named)
                draft.conditions += self._alternatives(parts[at + 1 : at + 2])
                self.drafts.append(draft)
                self._except(found, proposition)
                found.append(self._norm(draft, len(found) + 1, found))
        return found

    def _except(self, found: list[Norm], proposition: Proposition) -> None:
        """Give the norms of the last sentence that binds the exception that one of its own states ("Unntak er ...")."""
        opening = cues()["exception_sentence"].match(proposition.text)
        named = [] if opening is None else _after(proposition.span, opening.end())
        bound = [at for at, norm in enumerate(found) if norm.modality is not Modality.INFO]
        if not named or not bound or _only_stresses(named[0]):
            return
        stated = self.reading.doc[named[0].i : named[-1].i + 1]
        exception = when.condition(self.reading, stated, ConditionKind.EXCEPTION)
        sentence = self.drafts[bound[-1]].proposition.sentence
        for at in bound:
            if self.drafts[at].proposition.sentence == sentence:
                found[at] = replace(found[at], conditions=(*found[at].conditions, exception))

    def _labelled(self, row: Row) -> _Draft:
        """Read a row of labelled fields, or of columns, one of which says who is responsible, as one norm."""
        proposition = Proposition(self.reading.doc[:], row.verb, self.reading.doc[:])
        # What an exception forbids is not the task.
        ends = min((cell.start for cell in row.exceptions), default=len(self.reading.doc))
        task = replace(proposition, span=self.reading.doc[: max(ends, 1)])
        bound = deontic.own_modality(self.reading, task) or Deontic(Modality.OBLIGATION, row.label, "responsible field")
        bearers = Bearers(concepts().specific(row.roles), Bearing.HEADING, "responsible field")
        exceptions = [when.condition(self.reading, cell, ConditionKind.EXCEPTION) for cell in row.exceptions]
        inside = [(c.start, c.end) for c in exceptions]
        own = when.conditions(self.reading, proposition)
        others = [c for c in own if not any(c.start < end and start < c.end for start, end in inside)]
        words = words_of(proposition.span, time_limit(self.reading, proposition))
        if words is not None:  # what the field of the time says
            start, end = self.reading.offsets(words)
            others = [c for c in others if not start <= c.start <= c.end <= end]
        return _Draft(proposition, bound, bearers, [*others, *exceptions])

    def _leads_in(self, proposition: Proposition) -> bool:
        """True for a last sentence that only opens the points below ("Dette skal sikre:")."""
        text = proposition.text
        return (
            text.endswith(":")
            and proposition.span.end == len(self.reading.doc)
            and bool(self.drafts)
            and (cues()["purpose_tail"].match(text) is not None)
        )

    def _draft(self, proposition: Proposition) -> _Draft:
        time = words_of(proposition.span, time_limit(self.reading, proposition))
        begins = -1 if time is None else self.reading.offsets(time)[0]
        ends = -1 if time is None else self.reading.offsets(time)[1]
        own = [c for c in when.conditions(self.reading, proposition) if not begins < c.start < ends]
        if proposition.order > 0:
            own = [*self._shared_conditions(proposition, own), *own]
        elif _takes_up(proposition) and self.drafts:
            own = [*(c for c in _taken_up(self.drafts[-1].conditions) if c not in own), *own]
        if proposition.gapped and self.drafts:
            named, last = verbless.gapped(self.reading, proposition), self.drafts[-1]
            same = time is not None and not named.roles  # "..., ved kreft innen tre"
            return _Draft(proposition, last.deontic, last.bearers if same else named, own)
        if (draft := self._answer(proposition, own)) is not None:
            return draft
        if self.drafts and (other := verbless.instead(self.reading, proposition)).roles:
            return _Draft(proposition, self.drafts[-1].deontic, other, own)
        bearers = self._bearers(proposition)
        return _Draft(proposition, self._deontic(proposition, bearers), bearers, own)

    def _answer(self, proposition: Proposition, own: list[Condition]) -> _Draft | None:
        """Read words that only the question above them makes a norm ("Fastlegen.", "Nei.")."""
        if self.context.judged is not None:
            asked, bearers = self.context.judged
            found = deontic.answered(proposition, asked)
            return None if found is None else _Draft(proposition, found, bearers, own)
        answers = verbless.answering if self.context.asked is not None else verbless.alone_as_agent
        named = answers(self.reading, proposition)
        bound = Deontic(self.context.binding, "", named.construction)
        return _Draft(proposition, bound, named, own) if named.roles else None

    def _alternatives(self, following: list[Proposition]) -> list[Condition]:
        """Return another way of acting that is named next ("alternativt ..."): an exception, and a norm of its own."""
        return [
            when.condition(self.reading, each.span, ConditionKind.EXCEPTION)
            for each in following
            if each.order > 0 and each.span[0].text in cues()["optional_act"]
        ]

    def _shared_conditions(self, proposition: Proposition, own: list[Condition]) -> list[Condition]:
        """Return the opening conditions of the first half of a split sentence."""
        first = next((d for d in self.drafts if d.proposition.sentence.start == proposition.sentence.start), None)
        if first is None:
            return []
        verb = first.proposition.verb
        limit_at = self.reading.passage.origins[verb.idx] if verb is not None else 0
        # What opens with the same word says it of other things ("rekvirert av legen ..., rekvirert av sykehuset ...").
        opening = proposition.span[0].text
        instead = any(c.text.startswith(opening) for c in own)
        shared = [c for c in first.conditions if c.start <= limit_at and c not in own]
        return [c for c in shared if not (instead and c.text.startswith(opening))]

    def _deontic(self, proposition: Proposition, bearers: Bearers) -> Deontic:
        """Decide the modality: the document's part, own words, mood, what stands above, present tense."""
        context = self.context
        if proposition.sentence.text.endswith("?"):
            return Deontic(Modality.INFO, "", "question")
        if context.informative and not self._binds(proposition, bearers):
            return Deontic(Modality.INFO, "", "informative chapter")
        own = deontic.own_modality(self.reading, proposition, context.bearers.roles) or deontic.mood(proposition)
        governing = context.deontic if context.deontic and context.deontic.modality is not Modality.INFO else None
        if own is None and (forbidden := deontic.negated(proposition, governing is not None, context.bearers.roles)):
            return forbidden
        if own is not None and own.construction == "imperative":
            if context.aim:
                return replace(own, modality=Modality.RECOMMENDATION)
            if governing is not None:
                return governing
        if own is not None:
            return own
        if proposition.order > 0 and proposition.verb is not None and not _finite(proposition.verb):
            return replace(self.drafts[-1].deontic, construction="shared modal verb")
        if found := cues()["same_as_before"].search(proposition.text):
            earlier = self._earlier()
            if earlier is not None:
                return Deontic(earlier, found[0].lower(), "same as before")
        if context.deontic is not None:
            return context.deontic
        named = bearers.roles if bearers.construction == verbless.LABEL else context.bearers.roles
        present = deontic.present(self.reading, proposition, bearers, named)
        if self._acts_below_its_bearer(proposition):
            return deontic.act_under_a_role(proposition)
        if present.construction == "statement" and self._produced(proposition):
            return Deontic(Modality.OBLIGATION, "presens", "document as subject")
        return present

    def _acts_below_its_bearer(self, proposition: Proposition) -> bool:
        """True for a point that opens with what the role in the heading above does: what follows is acted upon."""
        below = self.clause.kind is ClauseKind.POINT and self.context.bearers.bearing is Bearing.HEADING
        return below and deontic.acts_first(self.reading, proposition)

    def _binds(self, proposition: Proposition, bearers: Bearers) -> bool:
        """True where the proposition itself lays an act, not a state, on somebody, known or named as people are."""
        known = all(role in concepts() or person_lemma(role) == role for role in bearers.roles)
        if self._acts_below_its_bearer(proposition):
            return True
        named = bearers.bearing is Bearing.AGENT or (bearers.bearing is Bearing.EXPLICIT and known)
        verb = proposition.verb
        if not named or verb is None or verb.lemma_.lower() in cues()["stative_verb"]:
            return False
        stated = deontic.own_modality(self.reading, proposition) or deontic.present(
            self.reading, proposition, bearers, ()
        )
        return stated.modality is not Modality.INFO

    def _earlier(self) -> Modality | None:
        drafts = [d.deontic.modality for d in self.drafts]
        if drafts:
            return drafts[-1]
        return self.before[-1].modality if self.before else None

    def _bearers(self, proposition: Proposition) -> Bearers:
        """Find the bearers; whoever does something ("den som tar prøven") is never one of those whom norms serve."""
        found = self._found(proposition)
        if who.done_by_whoever(self.reading, proposition) and found.bearing is not Bearing.AGENT:
            return Bearers(construction=who.WHOEVER)
        if who.by_their_act(proposition) and all(concepts().served(role) for role in found.roles):
            return Bearers(construction=who.WHOEVER)
        return found

    def _found(self, proposition: Proposition) -> Bearers:
        """Find the bearers: a label, own words, pronoun, heading, place, the sentence before, the writer."""
        if (named := verbless.before_a_colon(self.reading, proposition)).roles:
            return named
        own = who.own_bearers(self.reading, proposition)
        own = own if own.roles else who.unknown_bearers(self.reading, proposition)
        if own.roles and (own.bearing is Bearing.AGENT or own.construction == who.CLEFT):
            return own
        if self._acts_below_its_bearer(proposition):
            return self.context.bearers
        if cues()["same_as_before"].search(proposition.text):
            return self._extended(proposition)
        if self.context.bearers.roles and (self.context.complement or self._at_clause(proposition)):
            return self.context.bearers
        if (taken := self._by_pronoun(proposition)).roles:
            return taken
        if own.roles:
            return own
        if proposition.order > 0:
            shared = who.inherited_subject(self.reading, proposition)
            if shared.roles:
                return shared
            if proposition.verb is not None and not has_subject(proposition.verb) and self._shares_verb(proposition):
                return self._elsewhere(proposition) or self.drafts[-1].bearers
        if self.context.bearers.roles:
            return self.context.bearers
        return self._implied(proposition)

    def _elsewhere(self, proposition: Proposition) -> Bearers | None:
        """Return at whose place a passive is done, whoever did what stands before it; None where it names no place.

        "Prøven rekvireres av sykehuset, men kan tas hos fastlegen."
        """
        verb = proposition.verb
        if verb is None or not self.reading.constructions.holds("passive", verb):
            return None
        place = who.place_of_act(self.reading, proposition)
        return place if any(not concepts().served(role) for role in place.roles) else None

    def _by_pronoun(self, proposition: Proposition) -> Bearers:
        """Return whom a pronoun takes up, in the proposition or in what stands before in the clause."""
        if who.by_their_act(proposition):
            return Bearers()
        named = (d.bearers for d in reversed(self.drafts) if d.bearers.bearing in (Bearing.EXPLICIT, Bearing.AGENT))
        acting = next((found for found in named if found.roles), Bearers())
        before = self.drafts[-1].proposition.sentence if self.drafts else None
        return taken_up(self.reading, proposition, acting, before)

    def _shares_verb(self, proposition: Proposition) -> bool:
        """True where the proposition before, in the same sentence and voice, can lend its subject."""
        before = self.drafts[-1].proposition if self.drafts else None
        if before is None or before.verb is None or proposition.verb is None or before.sentence != proposition.sentence:
            return False
        holds = self.reading.constructions.holds
        return holds("passive", before.verb) == holds("passive", proposition.verb)

    def _at_clause(self, proposition: Proposition) -> bool:
        return proposition.verb is not None and self.reading.constructions.holds("at-clause", proposition.verb)

    def _extended(self, proposition: Proposition) -> Bearers:
        """Return the roles to which a norm is extended ("Dette gjelder også avtalespesialister")."""
        span, known = proposition.span, concepts()
        told = [m for m in self.reading.within(span, Kind.ROLE) if not m.part]
        # In a condition only who acts there is meant: not where the patient is.
        heads = ((m, self.reading.head(m)) for m in told if not known.served(m.concept))
        named = [m.concept for m, head in heads if not inside_subordinate(head, span) or head.dep_ in who.SUBJECT]
        roles = known.specific(tuple(dict.fromkeys(named))) or self._previous(same_clause=False)
        return Bearers(roles, Bearing.EXPLICIT if named else Bearing.IMPLIED, "same as before")

    def _implied(self, proposition: Proposition) -> Bearers:
        place = who.place_of_act(self.reading, proposition)
        if place.roles:
            return place
        acting = who.who_acts_in_the_condition(self.reading, proposition)
        if acting.roles:
            return acting
        verb = proposition.verb
        commanded = deontic.mood(proposition) is not None
        passive = verb is not None and ("Pass" in verb.morph.get("Voice", []))
        received = verb is not None and who.receives(verb) and bool(self.drafts)
        if received and self.drafts[-1].bearers.roles and not self._receives(proposition, self.drafts[-1]):
            return Bearers(self.drafts[-1].bearers.roles, Bearing.IMPLIED, "bearer of the sentence before")
        previous = self._previous(same_clause=not commanded)
        produced = self._produced(proposition)
        if previous and (commanded or passive or _writes(proposition, previous, produced)):
            return Bearers(previous, Bearing.IMPLIED, "bearer of the sentence before")
        if not produced or (verb is not None and verb.lemma_.lower() in cues()["receivers_act"]):
            return Bearers()
        return Bearers(produced, Bearing.IMPLIED, "writer of the document")

    def _receives(self, proposition: Proposition, draft: _Draft) -> bool:
        """True where those who carry a norm before are named in this one: they receive."""
        named = {m.concept for m in self.reading.within(proposition.span, Kind.ROLE)}
        return not named.isdisjoint(draft.bearers.roles)

    def _maker(self, draft: _Draft, things: tuple[str, ...], siblings: list[Norm]) -> Bearers:
        """Return who makes or sends the thing that a passive is about, by a norm before in the same chapter."""
        verb = draft.proposition.verb
        known = [c for c in verb.children if c.dep_ == "nsubj:pass" and _known_thing(c)] if verb is not None else []
        if not things or not known:
            return draft.bearers
        chapter = self.clause.section.split(".")[0]
        for norm in reversed([*self.before[-REACH:], *siblings]):
            made = norm.action in cues()["making_verb"] and things[0] in norm.artifacts
            if made and norm.bearers and norm.section.split(".")[0] == chapter:
                return Bearers(norm.bearers, Bearing.IMPLIED, "maker of the thing")
        return draft.bearers

    def _previous(self, *, same_clause: bool) -> tuple[str, ...]:
        """Return the bearers of the norm before: in this clause, else in this chapter."""
        for draft in reversed(self.drafts):
            if draft.bearers.roles and draft.deontic.modality is not Modality.INFO:
                return draft.bearers.roles
        if same_clause or not self.before:
            return ()
        last = self.before[-1]
        return last.bearers if last.section == self.clause.section else ()

    def _produced(self, proposition: Proposition) -> tuple[str, ...]:
        """Return the roles that write the document in which something is said, or that is the subject."""
        known = concepts()
        for mention in self.reading.within(proposition.span, Kind.ARTIFACT):
            concept = known.get(mention.concept)
            if concept is not None and concept.producers and self._written(mention, proposition):
                return concept.producers
        return ()

    def _written(self, mention: Mention, proposition: Proposition) -> bool:
        head = self.reading.head(mention)
        case = [c.lower_ for c in head.children if c.dep_ == "case"]
        if any(word in cues()["writing_preposition"] for word in case):
            return True
        verb = proposition.verb
        appears = verb is not None and verb.lemma_.lower() in cues()["appearing_verb"]
        if appears and any(word in cues()["agent_preposition"] for word in case):  # "skal framgå av epikrisen"
            return True
        return not case and verb is not None and head.head.i == verb.i and head.dep_.startswith("nsubj")

    def _norm(self, draft: _Draft, number: int, siblings: list[Norm]) -> Norm:
        span = draft.proposition.span
        start, end = self.reading.offsets(span)
        text = self.reading.text(span)
        informative = draft.deontic.modality is Modality.INFO
        things = self._artifacts(draft, siblings)
        if not informative and not draft.bearers.roles:
            draft.bearers = self._maker(draft, things, siblings)
        bearers = () if informative else draft.bearers.roles
        named = self.reading.within(span)
        inherited = [c for c in self.context.conditions if c not in draft.conditions]
        time, words = limit_of_act(self.reading, draft.proposition, draft.conditions)
        readings = (draft.deontic.construction, draft.bearers.construction)
        asked = self.context.asked if any(reading.startswith("answer to") for reading in readings) else None
        # The parser may take the verb of a point below a role for another word.
        first = draft.deontic.construction == ACT_FIRST and is_verb_of_act(span[0].lower_)
        verb = span[0] if first else draft.proposition.verb
        done = self._taken_up(draft.proposition, siblings) or asked or action(verb)
        return Norm(
            id=f"{self.clause.id}__norm_{number}",
            document=self.document.id,
            version=self.document.version,
            section=self.clause.section,
            clause=self.clause.id,
            text=text,
            start=start,
            end=end,
            modality=draft.deontic.modality,
            cue=draft.deontic.cue,
            bearers=bearers,
            bearing=Bearing.NONE if informative or not bearers else draft.bearers.bearing,
            action=done,
            artifacts=things,
            counterparties=counterparties(self.reading, draft.proposition, bearers, draft.conditions),
            conditions=(*inherited, *draft.conditions),
            deadline=self.reading.text(words).rstrip(".") if words is not None else None,
            duration=time.duration if time is not None else None,
            channel=next((m.concept for m in named if m.kind is Kind.CHANNEL), None),
            contacts=contacts(text),
            concepts=tuple(dict.fromkeys([*(m.concept for m in named), *acts_of(done), *self.context.topics])),
            readings=tuple(dict.fromkeys(filter(None, readings))),
        )

    def _taken_up(self, proposition: Proposition, siblings: list[Norm]) -> str | None:
        """Return the action of the norm before that this one takes up ("Det samme gjelder ..."); None where none."""
        if not proposition.gapped and not cues()["same_as_before"].search(proposition.text):
            return None
        before = (norm for norm in reversed([*self.before[-1:], *siblings]) if norm.section == self.clause.section)
        return next((norm.action for norm in before), None)

    def _artifacts(self, draft: _Draft, siblings: list[Norm]) -> tuple[str, ...]:
        span = draft.proposition.span
        if siblings and draft.proposition.participle == span[0]:
            return siblings[-1].artifacts
        before = self._artifacts_before(siblings)
        laid = bool(siblings) and draft.deontic.construction == "laid upon a role"
        things = artifacts(
            self.reading,
            draft.proposition,
            self._elided(draft, siblings) or (() if laid else self.context.topics),
            before,
            self._turned_on(draft),
            said=not laid,
        )
        again = draft.proposition.gapped or cues()["same_as_before"].search(span.text)
        if not things and (again or laid):
            return tuple(before[:1] or self.context.topics[:1])
        return things or self.context.case

    def _elided(self, draft: _Draft, siblings: list[Norm]) -> tuple[str, ...]:
        """Return the artifacts that a later verb leaves out: its sentence's subject, or what a participle is of."""
        verb = draft.proposition.verb
        first = next((d for d in self.drafts if d.proposition.sentence == draft.proposition.sentence), draft)
        if first is draft or verb is None or has_subject(verb):
            return ()
        if "Part" in verb.morph.get("VerbForm", []) and siblings:
            return siblings[-1].artifacts
        return subject_artifacts(self.reading, first.proposition)

    def _turned_on(self, draft: _Draft) -> list[tuple[int, int]]:
        """Return where, in the text read, the words stand on which a norm turns: conditions and time limit."""
        span, origins = draft.proposition.span, self.reading.passage.origins
        places = [
            (bisect_left(origins, c.start), bisect_left(origins, c.end)) for c in draft.conditions if c.start < c.end
        ]
        time = time_limit(self.reading, draft.proposition)
        if time is not None:
            places.append((span.start_char + time.start, span.start_char + time.end))
        return places

    def _artifacts_before(self, siblings: list[Norm]) -> list[str]:
        """Return the artifacts of the norms before in the same chapter, the nearest first."""
        chapter = self.clause.section.split(".")[0]
        norms_before = reversed([*self.before[-REACH:], *siblings])
        return [a for norm in norms_before if norm.section.split(".")[0] == chapter for a in norm.artifacts]


def _taken_up(before: Sequence[Condition]) -> list[Condition]:
    """Return the conditions that "da" takes up: where the norm before names exceptions, these."""
    exceptions = [replace(c, kind=ConditionKind.CONDITION) for c in before if c.kind is ConditionKind.EXCEPTION]
    return exceptions or list(before)


def _takes_up(proposition: Proposition) -> bool:
    """True where an adverb takes up the condition of the sentence before ("skal da rekvirere")."""
    if cues()["until_then"].search(proposition.text):
        return False
    return any(t.text in cues()["antecedent_condition"] and t.dep_ == "advmod" for t in proposition.span)


def _writes(proposition: Proposition, roles: tuple[str, ...], producers: tuple[str, ...]) -> bool:
    """True where roles may be those who write what a proposition says is to stand in a document.

    :param producers: who writes such a document; none where nothing is known of that.
    """
    verb, known = proposition.verb, concepts()
    if verb is None or verb.lemma_.lower() not in cues()["appearing_verb"] or any(map(known.served, roles)):
        return False
    theirs = {other for role in roles for other in (role, *known.related(role))}
    return not producers or not theirs.isdisjoint(producers)


def _after(span: Span, characters: int) -> list[Token]:
    """Return the tokens of a span after some characters of it, without its full stop."""
    return [t for t in span if t.idx >= span.start_char + characters and t.text != "."]


def _only_stresses(first: Token) -> bool:
    """True for what excepts nothing: "ikke *bare* eldre", "ikke *minst* ved hjemreise", "unntak er *avtalt*"."""
    agreed = "Part" in first.morph.get("VerbForm", []) and first.dep_ != "amod"
    return agreed or first.dep_ == "advmod" or first.text in cues()["only"]


def _stated(span: Span) -> Span:
    """Return a proposition's words without a tail that only opens the points below."""
    if not span.text.endswith(":"):
        return span
    tails = list(cues()["purpose_tail"].pattern.finditer(span.text))
    if not tails:
        return span
    kept = span.doc.char_span(span.start_char, span.start_char + tails[-1].start(), alignment_mode="contract")
    while kept is not None and len(kept) > 1 and kept[-1].is_punct:
        kept = kept[:-1]
    return kept if kept is not None and len(kept) > 2 else span


def _known_thing(token: Token) -> bool:
    """True for a definite noun or a pronoun: what was named before."""
    return "Def" in token.morph.get("Definite", []) or token.pos_ == "PRON"


def _finite(token: Token) -> bool:
    return "Fin" in token.morph.get("VerbForm", [])
