"""The Lantern League: twelve invented clubs with invented squads; no club or player is real."""

from dataclasses import dataclass
from functools import cache
from itertools import count

from community.core.errors import NotFoundError
from community.feeds.providers.simulator_chance import Chance
from community.matches.sheet import ClubSheet, NamedThing, PlayerSheet

COMPETITION = NamedThing(id="lantern-league", name="Lantern League")
SEASON = NamedThing(id="lantern-league.1", name="Season 1")
# How many of each role a squad holds: eleven to start, nine on the bench.
_SQUAD = {"GK": 2, "DF": 7, "MF": 7, "FW": 4}

_FIRST_NAMES = """
Abel Adaeze Aiko Alek Amadou Anders Anselm Aram Arjun Bao Bastian Bayo Benat Bilal Caio Caspian
Cheng Cillian Dagfinn Dario Demba Dinesh Eamon Edson Eero Elias Emeka Enzo Farid Fausto Femi
Florin Gideon Goran Hakim Haruto Hiro Idris Ilya Imran Isandro Ivo Jaan Jabari Jarek Jomo Jorik
Kaito Kamal Kofi Kwame Lars Leandro Levan Luca Mahdi Malik Marek Mateus Matti Milo Minh Musa
Nico Nikhil Ode Omari Orson Otto Pavel Quang Rafi Ren Rhys Ruben Sami Santi Sefu Sena Silas
Soren Tadeo Taiwo Tarek Teo Thiago Tomas Umar Vasil Viggo Wei Yannis Yaw Yusuf Zeki
""".split()  # noqa: SIM905 -- names read as prose
# Surnames made up for this league; they sound of many places and belong to none.
_SURNAMES = """
Abrandeo Adeloro Akintaro Alvestrin Amberlin Andrakis Asholme Baldrieu Bantolo Baroleva Belmaro
Benkasi Bertrandil Boatenu Brennock Brisvald Calvestro Carrodin Castavel Chandivar Chibuzor-Lane
Corvandi Dalgrave Danquesso Delorimo Demirkov Deverasi Dolanek Dragovart Dubrasin Ekwento
Eldersund Esparino Fairholt Falkenro Farrazin Fenwarden Ferrumbo Galvadori Garrowen Gbadello
Gellerup Ghorbanel Gorvath Grenadil Haddokar Halvarsten Harkavy-Moss Hasegana Hollimar Hosokumi
Ibarrondo Igwenaka Ilvesto Iskandrel Jandrovic Jarvendal Jelavo Kaburanda Kaldessa Kamoreti
Karvonet Kasprovik Keldermans Khadimir Kirongo Kovalant Krenshaw Lanzaruti Larkemoor Lemvighe
Lindqvarn Lomasani Lovreno Madubesi Makarovel Malverio Mandoleth Marchetov Marrowby Mbasoyo
Melikar Mendraza Miyashiro-Dale Montaverde Morrikan Nakadori Nandkurar Ndumele Nergaardh Nimbasa
Norrviken Obasanti Odunlabi Okandro Olivarro Orbelian-Wick Osterlund-Fay Palomirez Pannaker
Paravani Perdigon Petrosko Pinvarra Quandros Quillory Rahmedov Ravensholt Rendalo Riskavi
Rostenko Rubanza Saldavor Sandovik Sarkisto Savelund Senghoro Serrakis Shiratomo Skarvold
Solbrekke Sorrentel Stavrinok Suarendo Szalkovi Takemaru Tamuraki Tanquero Tellervo Thorvaldine
Tiberanu Torrasken Tshabavu Uchenwa Ulvestad-Roe Vandermoer Varganti Velasti Venkadasi Vestergo
Vidosaki Voskarel Wambugo Warrinder Weidenhall Wickramel Yamavelo Yelverton-Oko Zambrosi
Zandiver Zelenkar Zimbarro Zorandi
""".split()  # noqa: SIM905 -- names read as prose


@dataclass(frozen=True, kw_only=True)
class Club:
    """An invented club; strength 1 is the league's middle, formation one of the known shapes."""

    code: str
    name: str
    colour: str
    venue: str
    strength: float
    formation: str


# Each colour has a relative luminance of 0.12-0.30: 3:1 or better on white and on near black.
CLUBS = (
    Club(
        code="ALD",
        name="Alderwick United",
        colour="#c8372d",
        venue="Weir Lane",
        strength=1.09,
        formation="4-3-3",
    ),
    Club(
        code="BRA",
        name="Brackenholm",
        colour="#2f6fde",
        venue="The Heathers",
        strength=1.06,
        formation="4-2-3-1",
    ),
    Club(
        code="CAL",
        name="Caldermoor City",
        colour="#0e8f8a",
        venue="Lantern Park",
        strength=1.04,
        formation="4-3-3",
    ),
    Club(
        code="DUN",
        name="Dunmere Albion",
        colour="#b5651d",
        venue="Causeway Road",
        strength=0.98,
        formation="4-4-2",
    ),
    Club(
        code="EAS",
        name="Eastfold Rangers",
        colour="#8a4fd1",
        venue="The Eastern Stand",
        strength=1.0,
        formation="3-5-2",
    ),
    Club(
        code="FEN",
        name="Fenwater Town",
        colour="#3f8f3a",
        venue="Reed Street",
        strength=0.94,
        formation="4-4-2",
    ),
    Club(
        code="GLA",
        name="Glasswell",
        colour="#c23a83",
        venue="Kiln Gardens",
        strength=0.97,
        formation="4-2-3-1",
    ),
    Club(
        code="HIG",
        name="Highmoor Wanderers",
        colour="#7a6f12",
        venue="Cairn Top",
        strength=0.96,
        formation="4-4-2",
    ),
    Club(
        code="KES",
        name="Kestrel Bay",
        colour="#1a83c4",
        venue="Harbour Light Ground",
        strength=1.03,
        formation="4-3-3",
    ),
    Club(
        code="NVA",
        name="Northvale Athletic",
        colour="#c2511a",
        venue="Foundry Square",
        strength=1.01,
        formation="3-5-2",
    ),
    Club(
        code="PEL",
        name="Port Ellery",
        colour="#5a63c9",
        venue="The Saltworks",
        strength=0.99,
        formation="4-2-3-1",
    ),
    Club(
        code="SAL",
        name="Saltmarsh Rovers",
        colour="#6d7680",
        venue="Estuary View",
        strength=0.95,
        formation="4-4-2",
    ),
)


def club_of(code: str) -> Club:
    """The club of a code; raises NotFoundError."""
    for club in CLUBS:
        if club.code == code:
            return club
    raise NotFoundError(club=code)


@cache
def club_sheet(code: str) -> ClubSheet:
    """A club with its squad, the same in every match."""
    club = club_of(code)
    return ClubSheet(
        id=f"lantern-{code}",
        name=club.name,
        code=code,
        colour=club.colour,
        players=_squad(club),
    )


def _squad(club: Club) -> list[PlayerSheet]:
    size = sum(_SQUAD.values())
    chance = Chance(f"squad of {club.code}")
    first_names = chance.drawn(_FIRST_NAMES, size)
    surnames = chance.drawn(_surnames_of(club), size)
    roles = [role for role, number in _SQUAD.items() for _ in range(number)]
    return [
        PlayerSheet(
            id=f"lantern-{club.code}-{shirt}",
            name=f"{first_name} {surname}",
            shirt=shirt,
            role=role,
        )
        for first_name, surname, role, shirt in zip(first_names, surnames, roles, count(1))
    ]


def _surnames_of(club: Club) -> list[str]:
    """The names a club's players may have; each is shared with one other club, as in any league."""
    position = CLUBS.index(club)
    return [
        *_SURNAMES[position :: len(CLUBS)],
        *_SURNAMES[(position + 5) % len(CLUBS) :: len(CLUBS)],
    ]
