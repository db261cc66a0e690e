"""What the JSON API takes and gives."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from kg.model import Modality

T = TypeVar("T")


class Question(BaseModel):
    """Et spørsmål, uten personopplysninger."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=4000, examples=["Hvem skriver sykmelding etter operasjon?"])]
    documents: Annotated[list[str], Field(max_length=100, description="Bare disse dokumentene; alle når tom.")] = []


class Role(BaseModel):
    """En rolle som bærer ansvaret."""

    id: str
    label: str
    modality: Modality


class Citation(BaseModel):
    """Et punkt ordrett; «start» og «end» teller tegn i dokumentets tekst."""

    document: str
    version: str
    section: str
    clause: str
    quote: str
    start: int
    end: int


class Circumstance(BaseModel):
    """Et vilkår eller et unntak."""

    text: str
    kind: str


class Answer(BaseModel):
    """Et svar; «status» er answered, abstained (retningslinjen sier det ikke) eller refused (personopplysninger)."""

    question: str
    status: str
    answer: str
    roles: list[Role]
    citations: list[Citation]
    conditions: list[Circumstance]
    confidence: float
    elapsed_ms: float


class Norm(BaseModel):
    """En norm: hvem skal, bør, kan eller skal ikke gjøre hva."""

    id: str
    document: str
    section: str
    clause: str
    text: str
    start: int
    end: int
    modality: Modality
    bearers: list[str]
    action: str | None
    artifacts: list[str]
    counterparties: list[str]
    conditions: list[str]
    exceptions: list[str]
    deadline: str | None
    channel: str | None
    contacts: list[str]


class Overlap(BaseModel):
    """To normer som bør ses sammen, og hvorfor."""

    kind: str
    score: float
    why: str
    a: Norm
    b: Norm


class Document(BaseModel):
    """Et dokument i bygget."""

    id: str
    title: str
    publisher: str
    version: str
    year: int | None
    language: str
    valid_from: Annotated[str, Field(description="Datoen utgaven gjelder fra (ISO 8601); tom: alltid.")]


class Page(BaseModel, Generic[T]):
    """En side av en liste; «total» er hvor mange det er i alt med disse valgene."""

    total: int
    offset: int
    limit: int
    items: list[T]


class Health(BaseModel):
    """Hvordan tjeneren har det; «degraded»: et eldre bygg svarer for et skadet, «ansvar info» sier hvorfor."""

    status: Literal["ok", "degraded"]
    build: str
    graph: Annotated[str, Field(description="Adressen der grafen ligger, uten brukernavn og passord; tom: i bygget.")]
    vectors: Annotated[str, Field(description="Adressen der vektorene ligger; tom: i bygget.")]


class Problem(BaseModel):
    """Hva som er galt (RFC 9457); flere felter kan følge med, som «line» og «column» for en spørring."""

    type: str
    title: str
    status: int
    detail: str
