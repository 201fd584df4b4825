"""A page for each kind of record: what its files may say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from sitegen.load.validate import FILE_KEYS, model_at
from sitegen.models.base import Kind, Value
from sitegen.models.cooperative import NETWORKS
from sitegen.models.kinds import MODELS
from sitegen.models.money import CURRENCIES
from sitegen.models.product import OPTION_NAMES
from tools.reference.examples import EXAMPLES, values_by_path
from tools.reference.fields import Field, all_fields
from tools.reference.markdown import block, code, one_line, page, table
from tools.reference.types import NamedType

INTRODUCTIONS = {
    Kind.PRODUCT: "A product is a folder `content/products/<slug>/` with a file `index.md` and its pictures, or a "
    "single file `content/products/<slug>.md`. Five lines are enough: title, cooperative, category, price, and a "
    "picture in the folder. The same kind of file describes a voucher (`type: voucher`) and work that is made on "
    "request (`type: quote`).",
    Kind.COOPERATIVE: "A cooperative makes products and receives the money of their orders. Its file "
    "`content/cooperatives/<slug>/index.md` says where it is, how it is reached, what it can prove and how it sends "
    "parcels.",
    Kind.CATEGORY: "A category is a shelf of the shop, in `content/categories/<slug>/index.md`. Shelves may stand in "
    "one another: a product is found on its own shelf and on all those above it.",
    Kind.REGION: "A region is where cooperatives are, in `content/regions/<slug>/index.md`. The twelve regions of "
    "Morocco need only their code: their names are known in every language of the sample.",
    Kind.LABEL: "A label is a mark of quality or origin, in `content/labels/<slug>/index.md`. Who carries it has "
    "proofs: they stand with the [cooperative](cooperatives.md#labels).",
    Kind.COLLECTION: "A collection is a choice of products for an occasion, in `content/collections/<slug>/index.md`: "
    "those that it names, then those that a rule finds.",
    Kind.PAGE: "A page is a text of its own, such as the terms of sale, in `content/pages/<slug>/index.md`. Its "
    "address is `/<language>/<slug>/`.",
}

FILE_KEY_MEANINGS = {
    "language": "The language of the file, for a file without a language in its name; default: the site's default one.",
    "source": "In a translation: the digest of the text that it translates. `sitegen check` warns when that text has "
    "changed since, and says the new digest.",
}

LANGUAGE_NOTE = (
    "A translation stands beside its source as `index.<language>.md` (`<slug>.<language>.md` without a folder) and "
    "repeats only what it translates. The column *Translated* says what that may be: **words** may be written in each "
    "language; **key** is repeated as it is and names the item that the words belong to; **fact** is said once, in the "
    "source, and is a problem when a translation says something else."
)


def record_page(kind: Kind) -> str:
    """Return the page of one kind."""
    examples = values_by_path(kind)
    groups = list(all_fields(MODELS[kind].record))
    sections = [_section(kind, path, model, fields, examples) for path, model, fields in groups]
    texts = [block(text, "markdown") for text in EXAMPLES[kind]]
    return page(
        kind.value.capitalize(),
        INTRODUCTIONS[kind],
        LANGUAGE_NOTE,
        *("## Example" if len(texts) == 1 else "## Examples", *texts),
        *sections,
        file_keys(),
        *_vocabulary(kind),
        "## What the types mean",
        type_table(field for _, _, fields in groups for field in fields),
    )


def _section(kind: Kind, path: str, model: type[BaseModel], fields: tuple[Field, ...], examples: dict[str, str]) -> str:
    heading = f"## {code(path)}" if path else "## Fields"
    rows = [
        (code(field.name), field.kind, field.default, translated(kind, field), field.meaning,
         "" if field.inner else code(example(field, examples)))
        for field in fields
    ]  # fmt: skip
    heads = ("Field", "Type", "Default", "Translated", "Meaning", "Example")
    return "\n\n".join([heading, one_line(model.__doc__ or ""), table(heads, rows)])


def example(field: Field, examples: dict[str, str]) -> str:
    """Return an example value: from the example files, else one of the type."""
    if field.path in examples:
        return examples[field.path]
    if field.kind.startswith("`true`"):
        return "true"
    return field.named[0].example if field.named and field.named[0].name != "line" else ""


def translated(kind: Kind, field: Field) -> str:
    """Return what a translation may do with a field: write its own words, name an item by it, or leave it alone."""
    *above, name = field.path.split(".")
    text_model: type[Value] | None = model_at(MODELS[kind].text, tuple(above))
    names = {info.alias or key for key, info in text_model.model_fields.items()} if text_model else set()
    if name not in names:
        return "fact"
    if field.path in ("variants.id", "pictures.file"):
        return "key"
    return "words"


def file_keys() -> str:
    """Return the table of what every file may say of itself."""
    rows = [(code(name), FILE_KEY_MEANINGS.get(name, "")) for name in sorted(FILE_KEYS)]
    words = "Two keys belong to the file and not to what it describes."
    return "\n\n".join(["## Keys of the file", words, table(("Field", "Meaning"), rows)])


def _vocabulary(kind: Kind) -> Iterator[str]:
    """Yield the words that fields of a kind choose from and that their types do not show."""
    lists: dict[Kind, tuple[tuple[str, str, Iterable[str]], ...]] = {
        Kind.PRODUCT: (
            ("Option names", "Every theme knows these; others are shown as they are written.", OPTION_NAMES),
            ("Currencies", "", sorted(CURRENCIES)),
        ),
        Kind.COOPERATIVE: (("Networks", "The names that `social` knows.", NETWORKS),),
    }
    for heading, words, choices in lists.get(kind, ()):
        yield f"## {heading}"
        yield f"{words} {', '.join(code(choice) for choice in choices)}".strip()


def type_table(fields: Iterable[Field]) -> str:
    """Return what the named types of some fields mean."""
    found: dict[str, NamedType] = {words.name: words for field in fields for words in field.named}
    rows = [(words.name, words.meaning, code(words.example)) for _, words in sorted(found.items())]
    return table(("Type", "Meaning", "Example"), rows)
