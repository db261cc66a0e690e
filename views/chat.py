"""The chat: a question in, a cited answer out."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

from kg.walk.examples import examples
from kg.wording.titles import document_names
from ontology.concepts import concepts
from qa.answers import Answer, Circumstance, Status
from qa.engine import Engine
from qa.feedback import FeedbackError, keep
from qa.guard import withheld
from qa.wording import phrase
from views import comparing, diagram, markup, sources
from views.engine import engine
from views.messages import Exhibit, Message, Scope, ask, depth_of, last_answer
from views.wording import VERDICTS

STATE, ARRIVED, COMPARE, CHOSEN, SCOPES = "messages", "arrived", "compare", "chosen", "scopes"
COMPARED, DOCUMENT = "sammenlign", "dokument"
"""The parts of an address that ask each document by itself, and that name the documents asked."""


def entry() -> st.Page:
    """Return the page as the navigation lists it."""
    return st.Page(page, title="Spør", url_path="spor", default=True)


def page() -> None:
    """Draw the page; an address of a clause leads on to its document."""
    sources.open_address()
    asked = st.chat_input("Skriv et spørsmål om ansvar")
    messages: list[Message] = st.session_state.setdefault(STATE, [])
    st.title("Hvem har ansvaret?", anchor=False)
    opened = engine()
    st.write(
        "Spør om hvem som gjør hva, når og hvordan. Svaret er hentet fra retningslinjen og viser punktet det står i. "
        "Skriv ikke navn, fødselsnummer eller annet om pasienter."
    )
    scope = chosen_scope(opened)
    if asked is not None:
        put(opened, asked, scope, last_answer(messages))
    elif (linked := st.query_params.pop("q", None)) is not None:
        put(opened, linked, scope)
    if not messages:
        suggestions(opened, scope)
    for message in messages:
        draw(opened, message, scope)
    if messages:
        st.button("Start på nytt", icon=":material/restart_alt:", on_click=messages.clear)
    if st.session_state.pop(ARRIVED, False):
        markup.arrive(messages[-1].anchor, said(messages[-1]))
    else:
        markup.arrive()


def put(opened: Engine, question: str, scope: Scope, after: Answer | None = None) -> None:
    """Ask a question, in the light of the answer before where one is given, and add it to the conversation."""
    messages: list[Message] = st.session_state[STATE]
    number = st.session_state["asked"] = st.session_state.get("asked", 0) + 1
    st.session_state.setdefault(SCOPES, {})[number] = scope
    messages.append(ask(opened, question, number, scope, after=after))
    st.session_state[ARRIVED] = True


def said(message: Message) -> str:
    """Return what a screen reader is told of an answer as it arrives."""
    if message.answer is None:
        return message.error
    if message.compared and message.answer.status is not Status.REFUSED:
        return comparing.verdict(message)
    return message.answer.said[0]


def chosen_scope(opened: Engine) -> Scope:
    """Let the user keep to some documents, or ask each by itself, where there are several."""
    titles = document_names(opened.build.documents)
    if linked := st.query_params.get_all(DOCUMENT):
        del st.query_params[DOCUMENT]
        st.session_state[CHOSEN] = linked
        if missing := [name for name in linked if name not in titles]:
            said = f"Lenken gjelder dokumenter som ikke er her: {', '.join(missing)}. De er ikke spurt."
            st.warning(markup.plain(said), icon=":material/search_off:")
    if len(titles) < 2:
        return Scope()
    st.session_state.setdefault(COMPARE, st.query_params.pop(COMPARED, None) is not None)
    st.session_state[CHOSEN] = [name for name in st.session_state.get(CHOSEN, ()) if name in titles]
    chosen = st.multiselect(
        "Dokumenter", list(titles), format_func=lambda i: titles.get(i, i), placeholder="Alle dokumenter", key=CHOSEN
    )
    apart = st.toggle("Sammenlign: svar fra hvert dokument for seg", key=COMPARE)
    return Scope(tuple(chosen), apart)


@st.cache_data(max_entries=1, show_spinner=False)
def _examples(build: str, _opened: Engine) -> tuple[str, ...]:
    """Return the questions to offer; the build's key says when anew."""
    return examples(_opened.library)


def suggestions(opened: Engine, scope: Scope) -> None:
    """Offer some questions about what the documents are about, where any are known."""
    offered = _examples(opened.build.key, opened)
    if not offered:
        return
    st.markdown("**Prøv for eksempel:**")
    with st.container(horizontal=True, gap="small"):
        for suggested in offered:
            st.button(suggested, on_click=put, args=(opened, suggested, scope))


def draw(opened: Engine, message: Message, scope: Scope) -> None:
    """Draw a question and what came of it."""
    answer = message.answer
    with st.chat_message("user", avatar=":material/person:"):
        asked = answer.question if answer and answer.question else "Spørsmålet er ikke tatt vare på."
        st.html(f'<h2 class="av-question" id="{message.anchor}">{escape(asked)}</h2>')
        if answer and answer.taken:
            draw_taken(opened, message, answer, scope)
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        if answer is None:
            st.error(markup.plain(message.error), icon=":material/error:")
        elif answer.status is Status.REFUSED:
            st.warning(markup.plain(answer.text), icon=":material/shield_person:")
        elif message.compared:
            comparing.draw(opened, message)
            draw_tools(opened, message, answer)
        elif answer.status is Status.ABSTAINED:
            draw_abstention(opened, message, answer)
        else:
            draw_answer(opened, message, answer, scope)


def draw_taken(opened: Engine, message: Message, answer: Answer, scope: Scope) -> None:
    """Draw what a follow-up took over, and let it be asked without."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(markup.taken(answer.taken), width="stretch")
        st.button(
            "Spør uten dette",
            key=f"alone-{message.id}",
            icon=":material/link_off:",
            on_click=put,
            args=(opened, answer.question, scope),
        )


def draw_open(opened: Engine, message: Message, answer: Answer, scope: Scope) -> None:
    """Offer the conditions that the question leaves open, each as a follow-up."""
    if not answer.open:
        return
    st.html(f'<p lang="{answer.language}"><strong>{phrase(answer.language, "depends")}</strong></p>')
    with st.container(gap="small"):
        for number, condition in enumerate(answer.open):
            st.button(
                markup.plain(condition.question),
                key=f"open-{message.id}-{number}",
                icon=":material/call_split:",
                on_click=put,
                args=(opened, condition.question, scope, answer),
            )


def draw_answer(opened: Engine, message: Message, answer: Answer, scope: Scope) -> None:
    """Draw an answer: who, the sentence, the conditions, the clause, and what proves it."""
    first, *others = answer.text.split("\n")
    direct = first.partition(": «")[0]
    st.html(f'<h3 class="av-direct" lang="{answer.language}">{escape(direct)}</h3>{roles(answer)}')
    for line in answer.cautions:
        st.warning(markup.plain(line), icon=":material/help:")
    for heading, kind in (("holds_where", "condition"), ("except_where", "exception")):
        found = [c.text for c in answer.circumstances if c.kind == kind and not c.bare]
        if found:
            said = f'<p lang="{answer.language}"><strong>{phrase(answer.language, heading)}</strong></p>'
            st.html(said + markup.terms(found, "nb"))
    lead, *further = message.exhibits
    st.html(markup.quote(lead.citation, opened.title(lead.citation.document)))
    rest = [line for line in others if line not in answer.cautions and not restates(line, answer.circumstances)]
    if rest:
        st.html(markup.terms(rest, answer.language))
    draw_open(opened, message, answer, scope)
    for exhibit in (lead, *further):
        draw_exhibit(exhibit, message, several=bool(further))
    comparing.draw_elsewhere(opened, answer)
    draw_near(opened, message, "Andre punkter i nærheten")
    draw_understood(answer)
    draw_tools(opened, message, answer)


def roles(answer: Answer) -> str:
    """Return the roles as cards, nothing where the clause names none."""
    return markup.roles(answer.roles, answer.language) if answer.roles else ""


def restates(line: str, circumstances: tuple[Circumstance, ...]) -> bool:
    """Whether a line says a condition or an exception that is drawn already."""
    return any(c.text.rstrip(":") in line for c in circumstances) and "«" not in line


def draw_abstention(opened: Engine, message: Message, answer: Answer) -> None:
    """Draw that the guideline does not say, and the clause that may yet: no error, and no answer either."""
    first, *others = answer.text.split("\n")
    said = f'<h3 class="av-direct">{escape(first)}</h3>'
    nearest = next(iter(answer.near), None)
    for line in others:
        if nearest is None or nearest.quote not in line:
            said += f"<p>{escape(line)}</p>"
        elif answer.likely:
            said += f"<p>{escape(line.partition('«')[0])}</p>{markup.quote(nearest, only(opened, nearest.document))}"
    st.html(f'<div class="av-abstained" lang="{answer.language}">{said}</div>')
    comparing.draw_elsewhere(opened, answer)
    draw_near(opened, message, "Andre punkter i nærheten" if answer.likely else "Nærmeste punkter (ikke et svar)")
    draw_understood(answer)
    draw_tools(opened, message, answer)


def draw_exhibit(exhibit: Exhibit, message: Message, *, several: bool) -> None:
    """Draw a clause in its surroundings, and its norm as a graph with a table beside it."""
    cited = exhibit.citation
    where = f": {markup.plain(cited.place)}" if several else ""
    with st.expander(f"Vis i dokumentet og som graf{where}", icon=":material/menu_book:"):
        clauses = {c.id: c for c in exhibit.around}
        st.html("".join(
            markup.clause(c, depth=depth_of(clauses, c.id), mark=cited.quote if c.id == cited.clause else None)
            for c in exhibit.around
        ))  # fmt: skip
        sources.link(cited.document, cited.clause, version=cited.version, label="Les videre i dokumentet")
        left, right = st.columns(2)
        left.html(diagram.image(exhibit.norm, dark=st.context.theme.type == "dark"))
        right.html(markup.table(exhibit.norm, "Det samme som tabell"))


def draw_near(opened: Engine, message: Message, heading: str) -> None:
    """Draw the clauses nearby."""
    if message.nearby:
        with st.expander(heading, icon=":material/format_list_bulleted:"):
            st.html("".join(markup.quote(c, only(opened, c.document)) for c in message.nearby))


def draw_understood(answer: Answer) -> None:
    """Draw what the question was taken to name."""
    known = concepts()
    parts = [
        f"{kind}: {', '.join(known.name(v) for v in dict.fromkeys(values))}"
        for kind, values in answer.understood.items()
    ]
    if parts:
        st.html(f"<p><small>Forstått – {escape('; '.join(parts))}</small></p>")


def draw_tools(opened: Engine, message: Message, answer: Answer) -> None:
    """Draw what can be done with an answer: copy it, link to it, say what one thinks of it."""
    address = link(answer, st.session_state[SCOPES].get(message.id, Scope()))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        markup.copiers((("Kopier svar", copied(opened, message, answer)), ("Kopier lenke", address)), address)
        with st.popover("Gi tilbakemelding", icon=":material/rate_review:"):
            draw_feedback(message, answer)


def link(answer: Answer, scope: Scope) -> str:
    """Return the address that asks the same documents again; a follow-up is asked with what it took over."""
    here = (st.context.url or "").partition("?")[0]
    asked = "".join(f"&{DOCUMENT}={quote(document)}" for document in scope.documents)
    return f"{here}?q={quote(whole(answer))}{asked}" + (f"&{COMPARED}=ja" if scope.apart else "")


def whole(answer: Answer) -> str:
    """Return a question so that it stands alone."""
    return answer.meaning.text if answer.meaning and answer.taken else answer.question


def draw_feedback(message: Message, answer: Answer) -> None:
    """Take a verdict and a comment; what is not kept stays written."""
    with st.form(f"feedback-{message.id}", border=False):
        st.radio(
            "Svaret er",
            list(VERDICTS),
            format_func=VERDICTS.get,
            index=None,
            horizontal=True,
            key=f"verdict-{message.id}",
        )
        st.text_area(
            "Kommentar (valgfri, uten personopplysninger)", max_chars=1000, height=80, key=f"comment-{message.id}"
        )
        st.form_submit_button("Send", on_click=send, args=(message, answer))
    if (refused := st.session_state.pop(f"refused-{message.id}", None)) is not None:
        if refused:
            st.warning(markup.plain(refused))
        else:
            st.success("Takk. Tilbakemeldingen er lagret på denne maskinen.")


def send(message: Message, answer: Answer) -> None:
    """Keep what was said of an answer and empty the form; leave why it was not kept, empty where it was.

    What was written stays for another try, save personal data: those are held nowhere.
    """
    state = st.session_state
    verdict, comment = state[f"verdict-{message.id}"], state[f"comment-{message.id}"]
    refused = "" if verdict is not None else "Velg først om svaret er riktig, feil eller mangler noe."
    if (found := withheld(comment)) is not None:
        state[f"comment-{message.id}"] = ""
        refused = f"{refused} Kommentaren ble tømt ({found.value}): skriv den uten personopplysninger.".lstrip()
    elif verdict is not None:
        try:
            keep(answer, verdict, comment, build=message.build)
            state[f"verdict-{message.id}"], state[f"comment-{message.id}"] = None, ""
        except FeedbackError as error:
            refused = str(error)
    state[f"refused-{message.id}"] = refused


def copied(opened: Engine, message: Message, answer: Answer) -> str:
    """Return an answer as text, with its question and source; of a comparison, what each document answers."""
    if message.compared:
        return "\n\n".join([whole(answer), *(f"{opened.title(d)}:\n{each.text}" for d, each in message.compared)])
    cited = answer.citations[0] if answer.citations else None
    source = ""
    if cited:
        address = markup.stable_address(cited.document, cited.clause, cited.version)
        source = f"Kilde: {opened.title(cited.document)} ({cited.version}), {cited.place}.\n{address}"
    return "\n\n".join(part for part in (whole(answer), answer.text, source) if part)


def only(opened: Engine, document: str) -> str:
    """Return a document's title where there are several documents, else nothing."""
    return opened.title(document) if len(opened.build.versions) > 1 else ""
