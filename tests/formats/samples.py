"""The feed samples and what a reader of them sees."""

from __future__ import annotations

from pathlib import Path

FEED = Path(__file__).parents[2] / "seeds" / "feed"
FILES = sorted(FEED.iterdir())

HEADLINE = "Harbour town votes to keep its ferry"
PARAGRAPHS = (
    "The council of Brestal voted Tuesday evening , by 14 votes against 9, to keep the ferry"
    " that links the old port to the island of Hennec.",
    "“It is not a question of nostalgia”, declared the mayor, Anne Le Goff. “It is a question of"
    " life & of work for 1 200 families”.",
    "The boat, in service since 1974, transports each day near of 600 passengers – a figure in"
    " rise of 8 % compared to last year 🚢.",
)
BODY = "\n\n".join(PARAGRAPHS)
ARTICLE = f"{HEADLINE}\n\n{BODY}"
TARGETS = (
    "The council voted Tuesday evening .",
    "“It is a question of life & of work”, he said.",
    "The boat transports 500 passengers by day 🚢.",
)
SOURCES = (
    "Le conseil a voté mardi soir.",
    "« C'est une question de vie & de travail », a-t-il dit.",
    "Le bateau transporte 600 passagers par jour 🚢.",
)
