"""Whether a line looks like the name of a person, where only bodies and counts belong (30).

A guess that warns and never refuses: common given names of Finland beside a capitalised word, or
several of them in a row; and surnames by their endings.
"""

import re

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SURNAME = re.compile(r"(nen|ström|berg|qvist|kvist|lund|holm|gren|sson|stedt)$")
_GIVEN = frozenset(
    """
    aada aila aino airi alexander ali amanda anders anette anita anja anna anne anneli anni
    annika annikki annukka antero anton antti ari arja armi arto arttu asta atte auli aune axel
    bo camilla carita carl christian christina daniel eero eeva eija eila eino elias elina elisa
    elisabet ella elli elsa emil emilia emma ensio erik erika erkki esa essi eva eveliina fatima
    fredrik göran hanna hannele hannu harri heidi heikki helena heli helmi henna henri henrik
    hilkka iida iiro ilkka ilona ilpo inari inga inka irene irina iris irja irma ismo jaakko
    jaana jan jani janina janne jari jarkko jarmo jenna jenni jenny jere jesse joakim joel johan
    johanna johannes jonas jonna joonas jorma jouko jouni juha juhani juho jukka julia juliana
    jussi jyrki kaarina kaija kaisa kalervo kalevi kalle kari karin karl karoliina katariina
    kati katja katri katriina kauko kerttu kimmo kirsi kirsti kristian kristiina kyösti laila
    lars lasse laura lauri lea leena lena lenni leo liisa lija linda linnea lotta maarit maija
    maria marianne mariia marika marita maritta marja marjatta marjo marjut markku marko marku
    markus martta martti mats matti mattias mauri merja mia miia mika mikael mikko milla minna
    mirja mirjami mohamed monika muhammad natalia nea niilo niina niklas niko nina noora olavi
    olga olli orvokki oskari outi pasi patrik pauli pauliina pekka pentti per pertti peter petra
    petri petteri pia piia pirjo pirkko päivi päivikki raija raili raimo reijo riikka riitta
    risto ritva robert roni roope rosa saana saara sakari salla sami samuel samuli sanna sara
    sari satu sebastian seija seppo silja sini sinikka sirkka sirpa sofia sonja stefan susanna
    susanne suvi svetlana taina taneli tanja tapani tapio tarja teemu teija teppo terhi tero
    terttu thomas tiia tiina timo tommi toni topi tuija tuire tuomas tuomo tuula tuulikki tytti
    ulf ulla urpo vappu veera veijo veikko venla vesa vilho ville viola virpi
    """.split()  # noqa: SIM905 (a list to read, not to index)
)


def look_like_persons(line: str) -> bool:
    """Tell whether the line seems to name somebody."""
    words = _WORD.findall(line)
    given = [_is_given(word) for word in words]
    if sum(given) > 1:
        return True
    for here, (word, known) in enumerate(zip(words, given, strict=True)):
        after = words[here + 1] if here + 1 < len(words) else ""
        if known and after[:1].isupper():
            return True
        if here and _is_surname(word) and words[here - 1][:1].isupper():
            return True
    return len(words) == 1 and given[0]


def _is_given(word: str) -> bool:
    """Tell whether the word is a given name, also with a hyphen: Anna-Liisa."""
    return word[:1].isupper() and word.casefold().split("-")[0] in _GIVEN


def _is_surname(word: str) -> bool:
    return word[:1].isupper() and _SURNAME.search(word.casefold()) is not None
