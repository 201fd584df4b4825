"""The site's settings: `sitegen.toml`, typed.

Each key has a type, a default and a docstring; a key that is not known gets a did-you-mean.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from sitegen.errors import ConfigError, FileRefused
from sitegen.files import read_file
from sitegen.models.base import Line
from sitegen.models.checkout import CheckoutChoice
from sitegen.models.fields import Country
from sitegen.models.money import CURRENCIES
from sitegen.problems import Problem, did_you_mean, error
from sitegen.remote.address import check_address, check_endpoint

FILE_NAME = "sitegen.toml"

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?$")]
PathWord = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]
PATH_WORDS = (
    "products", "cooperatives", "categories", "regions", "labels", "collections",
    "cart", "quote", "thanks", "cancelled", "offline", "search", "employers", "page",
)  # fmt: skip

Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$", to_lower=True)]


def _per_language(value: Any) -> Any:
    return {"*": value} if isinstance(value, str) else value


Words = Annotated[dict[str, Line], BeforeValidator(_per_language)]
"""Words for all languages (`"Souk"`), or one entry per language (`{fr = "…", ar = "…"}`)."""


def _address(value: str) -> str:
    try:
        return check_address(value) if value else ""
    except ValueError as failure:
        raise PydanticCustomError("address", str(failure)) from None


def _endpoint(value: str) -> str:
    try:
        return check_endpoint(value) if value else ""
    except ValueError as failure:
        raise PydanticCustomError("address", str(failure)) from None


class Section(BaseModel):
    """A table of the file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class SiteSection(Section):
    """Who the shop is."""

    title: Words
    """The shop's name."""
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#\"<>]+$")]
    """Scheme and host of the published shop, such as `https://souk.example.org`."""
    tagline: Words = {}
    """A few words under the name."""
    description: Words = {}
    """At most 155 characters, for search engines."""
    announcement: Words = {}
    """A line above every page, such as holidays of the workshop."""
    currency: str = "MAD"
    """ISO 4217 code of prices that name no currency."""
    currency_style: Literal["code", "local"] = "code"
    """`code` shows `120 MAD`; `local` shows what people write: `120 DH`, `120 درهم`."""
    country: Country = "MA"
    """ISO 3166 code of where the shop sells first."""
    editorial_language: Annotated[str, StringConstraints(pattern="^(fr|en)$")] = "fr"
    """The language of messages for contributors, `fr` or `en`."""


class LanguagesSection(Section):
    """The languages of the shop."""

    default: LanguageCode
    """The language of files without a suffix."""
    all: Annotated[tuple[LanguageCode, ...], Field(min_length=1)]
    """Every language of the shop, in the order of the language switcher."""
    fallback: dict[LanguageCode, tuple[LanguageCode, ...]] = {}
    """Where a missing text comes from: `{zgh = ["ar", "fr"]}`; the language of the source file is always last."""
    locales: dict[LanguageCode, str] = {}
    """Babel locales that differ from the usual ones: `{fr = "fr_FR"}`."""


class ThemeSection(Section):
    """What the shop looks like."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")] = "souk"
    """The folder below `themes/`, in the site or shipped with sitegen."""
    options: dict[str, str | int | bool] = {}
    """Settings that the theme offers."""


class PicturesSection(Section):
    """How photographs are encoded."""

    formats: tuple[Annotated[str, StringConstraints(pattern="^(avif|webp|jpeg)$")], ...] = ("avif", "jpeg")
    """Formats, the best first; `jpeg` is always there for old phones."""
    avif_quality: Annotated[int, Field(ge=30, le=90)] = 54
    """Quality of AVIF."""
    jpeg_quality: Annotated[int, Field(ge=50, le=95)] = 76
    """Quality of JPEG."""
    webp_quality: Annotated[int, Field(ge=50, le=95)] = 80
    """Quality of WebP."""
    avif_speed: Annotated[int, Field(ge=4, le=10)] = 8
    """How quickly AVIF is encoded: 6 takes three times as long as 8, for a little more likeness at the same size."""


class CheckoutSection(Section):
    """Where orders go when neither the product nor its cooperative says so."""

    default: CheckoutChoice = ()
    """Providers that serve every cooperative without its own checkout."""
    allowed_hosts: tuple[Host, ...] = ()
    """Hosts that checkout links may lead to, exactly as written; every other host is an error."""
    signing_public_key: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9+/]{43}=)?$")] = ""
    """The public key that published prices are signed for, from `sitegen keys new`; without it they are unsigned."""
    quote_form: Literal["none", "netlify"] = "none"
    """`netlify` puts a form for quote requests into the page that Netlify Forms receives; it needs no JavaScript."""


class ListingSection(Section):
    """How lists are cut into pages."""

    per_page: Annotated[int, Field(ge=6, le=120)] = 24
    """Products on one page."""
    related: Annotated[int, Field(ge=0, le=12)] = 4
    """Related products on a product's page."""


class BuildSection(Section):
    """Where the shop is built."""

    output: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)*$")] = "build"
    """The folder of the finished shop, relative to the site."""
    executor: Literal["local", "dask"] = "local"
    """Where pictures are encoded: `local` uses the cores of this machine, `dask` the workers of a Dask cluster."""
    scheduler: Annotated[str, StringConstraints(pattern=r"^((tcp|tls)://[^\s/@?#]+:[0-9]+)?$")] = ""
    """The address of the cluster's scheduler, such as `tcp://10.0.0.5:8786`; it can run code here, so trust it."""
    host_files: tuple[Literal["netlify"], ...] = ("netlify",)
    """Hosts that are told about headers and moved addresses by files of the shop; no other host minds them."""


class CacheSection(Section):
    """A cache of encoded pictures that several machines share."""

    remote: Annotated[str, AfterValidator(_address)] = ""
    """The folder of the shared cache, like `s3://bucket/prefix`; any address that fsspec knows; no passwords here."""
    endpoint: Annotated[str, AfterValidator(_endpoint)] = ""
    """The server of an `s3://` address that is not Amazon's, such as `https://s3.example.org`."""
    read_only: bool = False
    """Take pictures from the shared cache, but give it none."""


class OfflineSection(Section):
    """What a visitor keeps of the shop."""

    enabled: bool = True
    """Pages that were seen can be read without a network, and the shop can be kept on a phone's home screen.

    Switched off, browsers that have kept the shop forget it at their next visit.
    """


class SearchSection(Section):
    """How buyers search."""

    enabled: bool = True
    """A page to search in, with an index of each language, where the theme has a template `search.html`."""


class TargetSection(Section):
    """A place where the shop is published: a table for each, under a name of your choice, such as `[deploy.live]`."""

    provider: Literal["directory", "netlify", "s3"]
    """`s3` for Amazon S3 and stores that speak like it, `netlify`, or `directory` for a folder of a web server."""
    bucket: Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])?$")] = ""
    """s3: the bucket."""
    prefix: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_-][\w.-]*(/[A-Za-z0-9_-][\w.-]*)*)?$")] = ""
    """s3: the folder inside the bucket; without it the shop is at its root."""
    region: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]*$")] = ""
    """s3: the region of the bucket, such as `eu-west-3`; else that of the AWS settings of the machine."""
    endpoint: Annotated[str, AfterValidator(_endpoint)] = ""
    """s3: the server of a store that is not Amazon's, such as `https://s3.example.org`."""
    distribution: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]*$")] = ""
    """s3: the id of the CloudFront distribution in front of the bucket, which is told what is new."""
    gzip: bool = False
    """s3: store text compressed; for stores without a server in front that compresses."""
    redirects: bool = False
    """s3: let the store itself lead on from moved addresses; for website endpoints of S3."""
    folder: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$")] = ""
    """directory: the folder, absolute or relative to the site."""
    site_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]*$")] = ""
    """netlify: the id of the site, from its settings page."""
    keep_releases: Annotated[int, Field(ge=2, le=50)] = 5
    """How many releases `sitegen rollback` can go back to."""
    keep_assets_days: Annotated[int, Field(ge=0, le=365)] = 30
    """How many days pictures and style sheets stay after the last page that names them is gone."""
    workers: Annotated[int, Field(ge=1, le=64)] = 16
    """Files that are sent at the same time."""


_WANTED_BY_PROVIDER = {"directory": "folder", "netlify": "site_id", "s3": "bucket"}
"""The key that each provider cannot do without."""

TargetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]


class SiteConfig(Section):
    """All settings of a site."""

    site: SiteSection
    languages: LanguagesSection
    theme: ThemeSection = Field(default_factory=ThemeSection)
    pictures: PicturesSection = Field(default_factory=PicturesSection)
    checkout: CheckoutSection = Field(default_factory=CheckoutSection)
    listing: ListingSection = Field(default_factory=ListingSection)
    build: BuildSection = Field(default_factory=BuildSection)
    cache: CacheSection = Field(default_factory=CacheSection)
    offline: OfflineSection = Field(default_factory=OfflineSection)
    search: SearchSection = Field(default_factory=SearchSection)
    deploy: dict[TargetName, TargetSection] = {}
    """Where the shop is published."""
    paths: dict[LanguageCode, dict[str, PathWord]] = {}
    """Words of addresses: `[paths.fr] products = "produits"`."""

    def fallbacks(self, language: str, source: str) -> tuple[str, ...]:
        """Return the languages that a text is looked for in: the language itself, its fallbacks, the source's."""
        chain = (language, *self.languages.fallback.get(language, ()), self.languages.default, source)
        return tuple(dict.fromkeys(chain))

    def path_word(self, language: str, word: str) -> str:
        """Return the word of an address in one language."""
        return self.paths.get(language, {}).get(word, word)


def load_config(root: Path) -> tuple[SiteConfig | None, list[Problem]]:
    """Read `root/sitegen.toml`; raise ConfigError when there is none."""
    try:
        data = read_file(root, FILE_NAME)
    except FileNotFoundError:
        raise ConfigError(
            f"there is no {FILE_NAME} in {root}", "change to the folder of your site, or name it with --site FOLDER"
        ) from None
    except FileRefused as refusal:
        raise ConfigError(str(refusal)) from refusal
    return parse_config(data)


def parse_config(data: bytes) -> tuple[SiteConfig | None, list[Problem]]:
    """Return the settings that `data` holds, or all that is wrong with them."""
    try:
        text = data.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        return None, [error("file.encoding", FILE_NAME, 1)]
    except (ValueError, RecursionError) as failure:
        line = re.search(r"at line (\d+)", str(failure))
        reason = str(failure).split(" (at ")[0]
        return None, [error("toml.syntax", FILE_NAME, int(line.group(1)) if line else 0, reason=reason)]
    try:
        config = SiteConfig.model_validate(raw)
    except ValidationError as failure:
        return None, [_problem(text, dict(detail)) for detail in failure.errors(include_url=False)]
    problems = _complaints(config, text)
    return (None if problems else config), problems


def _problem(text: str, detail: dict[str, Any]) -> Problem:
    location = tuple(str(part) for part in detail["loc"])
    field, line = ".".join(location), line_of(text, location)
    if detail["type"] == "missing":
        return error("field.missing", FILE_NAME, line, field)
    if detail["type"] != "extra_forbidden":
        # an address may hold a password, which belongs in no log
        shown = "…" if detail["type"] == "address" else detail.get("input", "")
        return error("config.value", FILE_NAME, line, field, text=shown, reason=detail["msg"])
    choices = sorted(_section_at(location[:-1]).model_fields)
    suggestion = did_you_mean(location[-1], choices)
    values = {"text": location[-1], "choices": ", ".join(choices), "suggestion": suggestion}
    return error("field.unknown", FILE_NAME, line, field, **values)


def _section_at(location: tuple[str, ...]) -> type[BaseModel]:
    section: type[BaseModel] = SiteConfig
    for part in location:
        if part not in section.model_fields:
            continue  # the name of a table that the site chose: its section is that of all such tables
        annotation = section.model_fields[part].annotation
        annotation = get_args(annotation)[1] if get_origin(annotation) is dict else annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            section = annotation
    return section


def _complaints(config: SiteConfig, text: str) -> list[Problem]:
    """Return what is wrong between settings."""
    known = config.languages.all
    problems = []

    def refuse(code: str, location: tuple[str, ...], **values: str) -> None:
        problems.append(error(code, FILE_NAME, line_of(text, location), ".".join(location), **values))

    named = [("languages", "default", config.languages.default)]
    named += [
        ("languages", "fallback", code) for pair in config.languages.fallback.items() for code in (pair[0], *pair[1])
    ]
    named += [("paths", code, code) for code in config.paths]
    for section, key, code in named:
        if code not in known:
            refuse("config.language", (section, key), text=code, languages=", ".join(known))
    if len(set(known)) != len(known):
        refuse("config.twice", ("languages", "all"), text=", ".join(known))
    problems += _incomplete_targets(config, text)
    if config.site.currency not in CURRENCIES:
        refuse("price.currency", ("site", "currency"), text=config.site.currency, currency="MAD")
    for code, words in config.paths.items():
        for word in words:
            if word not in PATH_WORDS:
                refuse("field.unknown", ("paths", code, word), text=word, choices=", ".join(PATH_WORDS),
                       suggestion=did_you_mean(word, PATH_WORDS))  # fmt: skip
        chosen = [config.path_word(code, word) for word in PATH_WORDS[:-1]]
        if len(set(chosen)) != len(chosen):
            refuse("config.path_twice", ("paths", code), text=", ".join(chosen))
    return problems


def _incomplete_targets(config: SiteConfig, text: str) -> list[Problem]:
    """Return the targets that lack the key which their provider cannot do without."""
    problems = []
    for name, target in config.deploy.items():
        wanted = _WANTED_BY_PROVIDER[target.provider]
        if not getattr(target, wanted):
            place = ("deploy", name, wanted)
            values = {"text": wanted, "provider": target.provider}
            problems.append(error("deploy.incomplete", FILE_NAME, line_of(text, place), ".".join(place), **values))
    return problems


def line_of(text: str, location: tuple[str, ...]) -> int:
    """Return the line of a key in a TOML text, or of the nearest table around it; 0 when neither is there."""
    wanted = ".".join(location)
    best, best_length, table = 0, 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        key = re.match(r'\s*"?([\w.-]+)"?\s*=', line)
        if header:
            table = header.group(1).replace('"', "")
            name = table
        elif key:
            name = f"{table}.{key.group(1)}".lstrip(".")
        else:
            continue
        if f"{wanted}.".startswith(f"{name}.") and len(name) > best_length:
            best, best_length = number, len(name)
    return best
