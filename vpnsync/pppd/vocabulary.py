"""How people call a secret: the one list of words for comments, command lines and unknown options."""

from __future__ import annotations

import re
from typing import Final

PARTS: Final = "assw|pass|secret|pwd|token"
"""What makes a word name a secret wherever it stands in it."""
SHORT: Final = "pw|psk|pin|puk|otp|key"
"""Words of their own, too short to mean anything inside of another."""
_SENSITIVE: Final = re.compile(rf"{PARTS}|key|(?:pin|pw|psk)$", re.IGNORECASE)
SPOKEN: Final = rf"""(?: pass(?:w(?:or)?ds?|phrase|wd|code)?s? | (?:{SHORT}|pwd)s? | cpin | secrets? | tokens?
    | \w+(?:pw|psk|pwd) | cred(?:ential)?s? | (?:api|pre|shared|preshared|private)?-?keys?
    | (?!(?:by|com|encom|sur|tres|over|under)pass)\w+pass(?:w(?:or)?d|wd)?
    | geheimnis | kennwort | passwort | passord | passe | mdp | wachtwoord | parola | parole | parool
    | has[łl]o | heslo | jelsz[óo] | l[öo]senord | salasana | adgangskode | lozinka | [şs]ifre | contrase[ñn]a
    | clave | senha | пароль | пасс | κωδικός | 密码 | 密碼 | 口令 | パスワード | 暗証番号
    | 비밀번호 | 암호 )"""
"""A word of a sentence that people call a secret by, as a pattern (re.VERBOSE)."""
_SPOKEN: Final = re.compile(SPOKEN, re.IGNORECASE | re.VERBOSE)


def looks_secret(word: str) -> bool:
    """Whether a word that no dictionary knows sounds as if a secret came behind it."""
    return bool(_SENSITIVE.search(word)) or is_spoken(word)


def is_spoken(word: str) -> bool:
    """Whether a word of a sentence, or a part of it, is what people call a secret."""
    return any(_SPOKEN.fullmatch(part) for part in (word, *re.split(r"[-_.:=#*+]+", word)))
