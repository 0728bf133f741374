"""match: ranks for an account, an opportunity, or texts from stdin, with reasons; writes nothing."""

import argparse
import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.opportunities.models import Investment, MissionCall
from foundation.base import json_lines
from foundation.base.moments import moment
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from matching.facts.lines import BadLine, Offered, opportunity_of, person_of
from matching.facts.taxonomy import rates, taxonomy_graph
from matching.facts.words import reader
from matching.ranking.baseline import RANKERS
from matching.ranking.pool import Background, Pool
from matching.ranking.ranked import ranked
from matching.serving.lists import RankedList, in_words, people_for, ranked_for
from matching.serving.names import names_for
from search.engines.base import EngineDown

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def whole(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError("give a whole number; 0 is all")
    return int(value)


class Command(BaseCommand):
    help = (
        "Rank, with reasons, as JSON lines. --stdin reads lines {id, profile, opportunities}; a line with only "
        "opportunities sets the list for the lines after it. Exit 1 when something asked for failed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--expert", metavar="E-MAIL")
        what.add_argument("--investor", metavar="E-MAIL")
        what.add_argument("--opportunity", metavar="ID")
        what.add_argument("--stdin", action="store_true")
        parser.add_argument("--language", choices=LANGUAGES, help="of reasons and gaps; the person's own by default")
        parser.add_argument("--limit", type=whole, default=20, help="lines per query, 0 for all (20)")
        parser.add_argument("--model", choices=sorted(RANKERS), default="baseline-1")
        parser.add_argument("--now", type=moment, help="the moment at which things are open (now)")

    def handle(self, **options: Any) -> None:
        now = options["now"] or timezone.now()
        if options["stdin"]:
            self._stdin(options, now)
            return
        try:
            found = self._of_opportunity(options, now) if options["opportunity"] else self._of_account(options, now)
        except EngineDown as error:
            raise CommandError(f"The search engine cannot answer: {error}") from error
        for rank, row in enumerate(found.rows, start=1):
            self._write(rank, row, identifier=row.id, title=_title(row.subject, options["language"]))

    def _of_account(self, options: dict[str, Any], now: dt.datetime) -> RankedList:
        email = options["expert"] or options["investor"]
        model = ExpertProfile if options["expert"] else InvestorProfile
        profile = model.objects.filter(user__email__iexact=email).select_related("user").first()
        if profile is None:
            raise CommandError(f"{email} has no {'expert' if options['expert'] else 'investor'} profile.")
        options["language"] = options["language"] or profile.user.language
        return ranked_for(profile, language=options["language"], now=now, limit=options["limit"], least=0.0)

    def _of_opportunity(self, options: dict[str, Any], now: dt.datetime) -> RankedList:
        for model in (MissionCall, Investment):
            page = model.objects.filter(public_id=options["opportunity"]).first()
            if page is not None:
                options["language"] = options["language"] or page.source_language
                return people_for(page, language=options["language"], now=now, limit=options["limit"], least=0.0)
        raise CommandError(f"There is no mission call or investment {options['opportunity']}.")

    def _stdin(self, options: dict[str, Any], now: dt.datetime) -> None:
        graph, words, dated = taxonomy_graph(), reader(), rates(now.date())
        ranker = RANKERS[options["model"]]()
        offered: list[Offered] = []
        pool: Pool | None = None
        bad = 0
        for number, line in _lines(sys.stdin.buffer):
            try:
                sent = _sent(line)
                if "opportunities" in sent:
                    found = _offers(sent["opportunities"], words)
                    listed = [offer.opportunity for offer in found]
                    made = Pool(listed, graph, rates=dated, background=Background.of(listed))
                    if "profile" not in sent:
                        offered, pool = found, made
                        continue
                    own, own_pool = found, made
                elif pool is None:
                    raise BadLine('there are no "opportunities" in this line nor in one before it')
                else:
                    own, own_pool = offered, pool
                person = person_of(sent["profile"], identifier=str(sent.get("id", number)), reader=words)
            except BadLine as error:
                bad += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            matches = ranked(person, own_pool, ranker=ranker, limit=options["limit"])
            language = options["language"] or person.texts.language or LANGUAGES[0]
            names = names_for(matches, language=language, home_country=person.home_country)
            by_id = {offer.opportunity.id: offer for offer in own}
            for rank, match in enumerate(matches, start=1):
                offer = by_id[match.opportunity.id]
                row = in_words(match, offer, names)
                self._write(rank, row, identifier=offer.id, title=offer.title, query={"query": sent.get("id")})
        if bad:
            sys.exit(1)

    def _write(self, rank: int, row: Any, *, identifier: Any, title: str, query: dict[str, Any] | None = None) -> None:
        line = {
            **(query or {}),
            "rank": rank,
            "id": identifier,
            "title": title,
            "score": row.score,
            "reasons": [_remark(said) for said in row.reasons],
            "gaps": [_remark(said) for said in row.gaps],
            "features": row.match.features,
            "model": row.model,
        }
        self.stdout.write(json_lines.written(line))


def _lines(stream: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield number, line


def _sent(line: bytes) -> dict[str, Any]:
    try:
        sent = json_lines.parsed(line)
    except ValueError as error:
        raise BadLine(str(error)) from None
    if not isinstance(sent, dict) or not {"profile", "opportunities"} & sent.keys():
        raise BadLine('not an object {"id", "profile", "opportunities"}')
    if unknown := sorted(sent.keys() - {"id", "profile", "opportunities"}):
        raise BadLine(f"unknown field {unknown[0]!r}; known are id, opportunities, profile")
    return sent


def _offers(values: Any, words: Any) -> list[Offered]:
    if not isinstance(values, list):
        raise BadLine('"opportunities" is no list')
    offers = [opportunity_of(value, position=place, reader=words) for place, value in enumerate(values, start=1)]
    ids = [offer.opportunity.id for offer in offers]
    if len(set(ids)) < len(ids):
        twice = [one for one, count in Counter(ids).items() if count > 1]
        raise BadLine(f"the opportunity {twice[0]!r} is in the list twice")
    return offers


def _remark(said: Any) -> dict[str, Any]:
    return {"code": said.code, "text": said.text, "concepts": list(said.concepts)}


def _title(subject: Any, language: str) -> str:
    if isinstance(subject, ExpertProfile | InvestorProfile):
        return subject.headline or subject.user.name
    text = subject.text(language)
    return text.title if text else subject.title
