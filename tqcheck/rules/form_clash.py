"""Two forms stand together that the language never joins.

`han rescatados`, `les dégâts seront estimé`, `they was`, `has went`: a participle or verb without
the number or form that the word before asks for. `Aux les passagers`, `de el barco`, `the their`:
two articles, or a preposition and an article that should be one word. `Will can`, `more cheap`,
`explain me the`, `has arrived yesterday`, `despite he was`, `the informations`, `le hôpital`, `il
studente`, `dem neuem Haus`: a verb, a comparison, a preposition, a tense, a plural or an ending
that the language does not have. What cannot stand together is listed in the language's pack
(`[[agreement.clashes]]`).

Misses what needs the subject of the sentence. Wrongly flags nouns that end like participles and
foreign words after an article that the list does not except. Source: own counts over human text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.needles import Index, index
from tqcheck.rules.rule import Context, Hit, Rule, apart, example
from tqcheck.rules.shapes import Phrase, phrase

_MESSAGE = "these forms do not go together"


@cache
def _clashes(pack: Pack) -> tuple[Phrase, ...]:
    entries = pack.fact("agreement", "clashes", ())
    return tuple(
        phrase(entry, _MESSAGE, f"{pack.code}.toml: clash {number}")
        for number, entry in enumerate(entries, 1)
    )


@cache
def _index(pack: Pack) -> Index:
    return index(one.bounded for one in _clashes(pack))


def find(text: str, context: Context) -> Iterator[Hit]:
    """What the pack lists."""
    clashes = _clashes(context.pack)
    possible = _index(context.pack).within(context.document.text).possible(text)
    yield from apart(hit for number in possible for hit in clashes[number].hits(text))


RULE = Rule(
    id="form-clash",
    manual=__doc__,
    message=_MESSAGE,
    category="linguistic_conventions/grammar",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.2,
    languages=("de", "en", "es", "fr", "it", "pt"),
    confidence=0.85,
    examples=(
        example("Los bomberos ⟦han rescatados⟧ a 40.", "han rescatado", language="es"),
        example("La salida ⟦de el⟧ barco. La gente ⟦están⟧ en casa.", "del", None, language="es"),
        example(
            "⟦They was⟧ late; the price ⟦has fell⟧ and it ⟦did not improved⟧.",
            "They were",
            "has fallen",
            None,
        ),
        example("⟦The their⟧ voice ⟦is been⟧ heard.", "Their", "has been"),
        example(
            "In a ⟦more cheap⟧ way he ⟦explained me the⟧ law.", "cheaper", "explained to me the"
        ),
        example("⟦He wants go⟧ in ⟦the two last days⟧.", "He wants to go", "the last two days"),
        example("⟦They doesn’t⟧ know; ⟦he will can⟧ ask.", None, "he will be able to"),
        example(
            "⟦Thousands euros⟧ went to ⟦a so big⟧ firm ⟦yesterday night⟧.",
            "Thousands of euros",
            "such a big",
            "last night",
        ),
        example(
            "⟦Despite he⟧ ⟦has arrived yesterday⟧, ⟦the most part of⟧ ⟦this people⟧ were late.",
            None,
            None,
            "most of",
            "these people",
        ),
        example(
            "Wages rose by ⟦the ⟧5%; ⟦according the⟧ bank the rate ⟦is of⟧ 8%, ⟦who's aim⟧ it was.",
            None,
            "according to the",
            "is",
            "whose aim",
        ),
        example("He may have met her yesterday; a demand for the 5% rule; who’s home, she asked."),
        example("He saw ⟦the 20% of the voters⟧.", "20% of the voters", doubtful=True),
        example("Despite the failure ⟦the of⟧ talks, ⟦the is⟧ going on without ⟦their⟧. So it is."),
        example(
            "The with statement, an in-joke, “the of”, the be-all, and the will of his.",
            language="en",
        ),
        example("There are more young people; she is more clever than wise, and will must do."),
        example("He did what he could to win and arrived to find the best of the most High."),
        example("What he told you is true; did it have to rain? They did not need or succeed."),
        example("Il faut que nous partions, bien qu’elle soit là, le 5 mai.", language="fr"),
        example("⟦Malgré il⟧ pleut, ils ⟦essaient travailler⟧ le 5 ⟦de⟧ mai.", language="fr"),
        example(
            "⟦Han habido muchas⟧ quejas: me ⟦gusta⟧ los libros.", None, "gustan", language="es"
        ),
        example(
            "⟦Ha andato⟧ a Roma il ⟦5 di maggio⟧, ma mi ⟦piace⟧ i treni.",
            None,
            None,
            "piacciono",
            language="it",
        ),
        example(
            "⟦Houveram muitos⟧ para que ela soubesse; é ⟦para mim⟧ fazer.",
            None,
            "para eu",
            language="pt",
        ),
        example("⟦Er haben⟧ es ⟦mit das⟧ Auto ⟦gegen dem⟧ Zaun gefahren.", language="de"),
        example("Was für einem Haus? Er will haben, was Wir heißt: mit einem Auto.", language="de"),
        example("Il ⟦est arrivés⟧ ⟦aux les⟧ gares.", "est arrivé", "aux", language="fr"),
        example("Les voyageurs ⟦seront remboursé⟧.", language="fr"),
        example("As contas ⟦foram fechado⟧ ontem.", language="pt"),
        example("La legge ⟦è stati⟧ votata ⟦su il⟧ bilancio.", None, "sul", language="it"),
        example(
            "⟦Le hôpital⟧ dit ⟦que il⟧ ouvre dans ⟦sa école⟧.",
            "L’hôpital",
            "qu’il",
            "son école",
            language="fr",
        ),
        example("⟦Les enfants mange⟧. ⟦La loi a été voté⟧ hier.", language="fr"),
        example("⟦Une décision important⟧ et ⟦les mesures national⟧.", language="fr"),
        example("⟦La decisione politico⟧ resta aperta.", language="it"),
        example("Le chef des rebelles est né ; ce que disent les gens est vrai.", language="fr"),
        example("⟦Los niños tiene⟧ sed. ⟦La casa fue vendido⟧.", language="es"),
        example("Si elle est la ovation, dis-le avant tout les onze.", language="fr"),
        example(
            "⟦Il studente⟧ parla ⟦dei anni⟧ della ⟦una idea⟧.",
            "Lo studente",
            "degli anni",
            "un’idea",
            language="it",
            doubtful=True,
        ),
        example("Sei anni fa dai una mano agli dei; il suono degli hacker.", language="it"),
        example("Habló ⟦y hizo⟧ ⟦una otra⟧ cosa.", "e hizo", "otra", language="es"),
        example("Sobre todo los niños; nada menos que cien personas.", language="es"),
        example("Ele mora ⟦em o prédio⟧ e vê ⟦todos as⟧ casas.", "no prédio", None, language="pt"),
        example("Antes de o presidente falar, vai por as mãos nela.", language="pt"),
        example(
            "Mit ⟦dem neuem Haus⟧ baut er ⟦ein große Stadt⟧.", "dem neuen Haus", None, language="de"
        ),
        example(
            "Trotzdem wird das neues Leben bringen, ein heute Abend; in dem Haus.", language="de"
        ),
        example(
            "On est fatigués, ils sont propriété de l’État ; ils se sont succédé.", language="fr"
        ),
        example(
            "Son demasiado caros; ha habido nada; los problemas de la gente son.", language="es"
        ),
    ),
)
