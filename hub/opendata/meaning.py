"""The text that goes with the statistics: how they are made and read, in three languages."""

STATISTICS_TEXT = """\
Tilastot / Statistik / Statistics
=================================

SUOMEKSI

statistics.json ja statistics.csv: alueverkostojen luvut vuosineljänneksittäin ja vuosittain.

Ihmisistä laskettu luku (yhteydenotot, osallistujat, ohjaajat, koulutetut) pyöristetään viiden
kerrannaiseksi jo verkostossa, ennen kuin se lähtee sieltä. Siksi jokaisen luvun vieressä on sen
väli: todellinen luku on vähintään min ja enintään max. 0 tarkoittaa 0-4, 5 tarkoittaa 1-9.
Pyöristys arvotaan niin, että keskimäärin luvut ovat oikein. Ryhmistä ja kokoontumisista laskettu
luku on tarkka: siinä min ja max ovat samat.

Kaikki muut luvut ovat näiden summia: alue, koko maa, vuosi, yhdistynyt kunta. Summan väli on
osien välien summa. Osa ei voi olla kokonaisuutta suurempi: siksi verkoston neljänneksen
yhteydenottojen osan (tulos, alue, kunta) max on enintään sen kaikkien yhteydenottojen max.
Ohjaajien määrä on tilanne neljänneksen lopussa: vuoden luku on kunkin verkoston viimeisen
ilmoitetun neljänneksen luku, ei summa.

Se, mitä ei ole ilmoitettu, puuttuu taulukosta. Se ei ole nolla. Alueella, josta verkosto on
ilmoittanut ilman yhtään ryhmää, ryhmien luku on 0. Kohta "reporting" kertoo, kuinka
moni verkosto on ilmoittanut ja kuinka monta asukasta niiden kunnissa on. Osallistujat
ilmoitetaan, jos verkostossa alkoi vähintään kolme ryhmää. Verkosto, jonka alueella on alle 10 000
asukasta, ei ilmoita ihmisistä laskettuja lukuja. Ihmisistä laskettuja lukuja ei anneta alle 10
000 asukkaan kunnista erikseen: sellaiset ovat yhdessä (koodi r ja alueen numero) tai isomman
kunnan rivillä. Sarake municipalities kertoo, mistä kunnista luku on.

Jokaisen luvun voi laskea uudelleen verkostojen allekirjoittamista ilmoituksista, jotka ovat
julkisessa lokissa (releases).

PÅ SVENSKA

statistics.json och statistics.csv: de regionala nätverkens siffror per kvartal och år.

En siffra som räknats av människor (förfrågningar, deltagare, handledare, utbildade) avrundas till
en multipel av fem redan i nätverket, innan den lämnar det. Därför står bredvid varje siffra dess
intervall: det verkliga antalet är minst min och högst max. 0 betyder 0-4, 5 betyder 1-9.
Avrundningen lottas så att siffrorna i medeltal är rätt. Antalet grupper och träffar är exakt: där
är min och max samma.

Alla andra siffror är summor av dessa: område, hela landet, år, sammanslagen kommun. Summans
intervall är summan av delarnas. En del kan inte vara större än helheten: därför är max för en del
(utfall, område, kommun) av ett nätverks förfrågningar under ett kvartal högst max för alla dess
förfrågningar. Antalet handledare är läget i slutet av kvartalet: årets siffra är varje nätverks
senast rapporterade kvartal, inte en summa.

Det som inte har rapporterats saknas i tabellen. Det är inte noll. På ett område som ett nätverk
har rapporterat om utan en enda grupp är antalet grupper 0. "reporting" berättar hur många
nätverk som har rapporterat och hur många invånare deras kommuner har. Deltagare rapporteras om
minst tre grupper började i nätverket. Ett nätverk med färre än 10 000 invånare rapporterar inga
siffror om människor. Kommuner med färre än 10 000 invånare har inga egna siffror om människor: de
står tillsammans (koden r och områdets nummer) eller på en större kommuns rad. Kolumnen
municipalities berättar vilka kommuner siffran gäller.

Varje siffra kan räknas om från de rapporter som nätverken har signerat och som finns i den
offentliga loggen (releases).

IN ENGLISH

statistics.json and statistics.csv: the figures of the regional networks by quarter and year.

A figure counted from people (enquiries, participants, instructors, people trained) is rounded to
a multiple of 5 in the network, before it leaves it. So beside every value stands its range: the
true number is at least min and at most max. 0 means 0-4, 5 means 1-9. The rounding is drawn so
that the figures are right on average. Numbers of groups and meetings are exact: there min equals
max. This is neither differential privacy nor a legal opinion on anonymity.

Every other figure is a sum of these: area, nation, year, merged municipality. A sum's range is
the sum of the ranges of its parts. No part is larger than its whole: so of one network's enquiries
in a quarter, a part (outcome, area, place) has a max of at most that of all its enquiries.
Instructors are the number at the end of the quarter: a year shows each network's last quarter
reported, not a sum.

What was not reported has no row. It is not zero. An area that a network reported for, with no
group, has 0 groups. `reporting` tells how many networks reported and
how many inhabitants their municipalities have; of a year, those reported in every quarter that is
over. `networks` tells how many networks' releases a row adds up. Participants are reported where
at least three groups started. A network that covers fewer than 10,000 inhabitants reports no
counts of people. Municipalities of fewer than 10,000 inhabitants have none of their own: they
stand together (the code r and the area's number) or in a larger one's row. `municipalities` says
which a figure is of, in the codes of its day; groups are counted by the municipality they meet
in.

period          2026-Q3, or 2026: the quarters reported of that year
level, code     nation FI, area 01-21, 90, 91, network, or place (municipality, r and an area)
groups_started, groups_ended     groups with a confirmed start, end
groups_cancelled, meetings, trainings     of a network as a whole
steering_group_meetings, parents_panel_meetings, developer_parents_meetings,
volunteer_development_meetings     how often parents and partners met to shape the work
enquiries       parents who asked, by place: met, waiting, not met (no group to offer)
enquiries_elsewhere     from outside the network's places, whatever came of them
participants    parents in the groups that started
instructors     who leads groups at the end of the quarter, professionals and peers together
trained         people who took part in a training

Every figure can be computed again from the reports that the networks signed, which stand in the
public log (releases): deploy/recompute.py of the project does it.
"""
