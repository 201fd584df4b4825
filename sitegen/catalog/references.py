"""References: every slug that a record names must be there, and every claim must have its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sitegen.i18n.regions import OLD_CODES, is_region
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Availability, Product, ProductType
from sitegen.models.taxonomy import Category, Collection, Region
from sitegen.problems import Problem, did_you_mean, error, warning
from sitegen.values import LightValue, light_value

Items = Mapping[Kind, Mapping[str, LoadedRecord[Record]]]


@light_value
class Reference(LightValue):
    """A slug that a record names, and where."""

    kind: Kind
    slug: str
    location: tuple[str | int, ...]

    @property
    def field(self) -> str:
        """The place in dotted form."""
        return ".".join(str(part) for part in self.location)


def check_references(items: Items, broken: frozenset[tuple[Kind, str]]) -> Iterator[Problem]:
    """Yield a problem for each slug that leads nowhere, in records and in bodies."""
    paths = {text.path for table in items.values() for item in table.values() for text in item.texts.values()}
    for table in items.values():
        for item in table.values():
            yield from _broken_references(item, items, broken)
            yield from _broken_links(item, paths, broken)


def _broken_references(
    item: LoadedRecord[Record], items: Items, broken: frozenset[tuple[Kind, str]]
) -> Iterator[Problem]:
    for reference in references(item.record):
        known = items[reference.kind]
        if reference.slug in known or (reference.kind, reference.slug) in broken:
            continue
        yield error(
            "reference.unknown", item.source.path, item.source.line_of(*reference.location), reference.field,
            text=reference.slug, kind=reference.kind.value, suggestion=did_you_mean(reference.slug, known),
        )  # fmt: skip


def _broken_links(
    item: LoadedRecord[Record], paths: set[str], broken: frozenset[tuple[Kind, str]]
) -> Iterator[Problem]:
    unloaded = {(kind.value, slug) for kind, slug in broken}
    for text in item.texts.values():
        for target in text.body.records:
            if target not in paths and _identity(target) not in unloaded:
                suggestion = _meant(target, paths - {text.path})
                yield error("link.unknown", text.path, 0, "", text=target, suggestion=suggestion)


def _meant(target: str, paths: set[str]) -> str:
    """Return the source file that a broken link most likely means: one of the same folder, whose name is close."""
    kind, name = _identity(target)
    names = {own_name: path for path in sorted(paths, reverse=True)
             for own_kind, own_name in [_identity(path)] if own_kind == kind}  # fmt: skip
    return names.get(did_you_mean(name, names), "")


def _identity(path: str) -> tuple[str, str]:
    """Return the folder and the slug that a path below `content/` stands for."""
    _, kind, name, *_ = (*path.split("/"), "", "")
    return kind, name.partition(".")[0]


def references(record: Record) -> Iterator[Reference]:
    """Yield every slug that a record names."""
    if isinstance(record, Product):
        yield from _product_references(record)
    elif isinstance(record, Cooperative):
        yield Reference(Kind.REGION, record.region, ("region",))
        yield from _many(Kind.CATEGORY, record.activities, "activities")
        proofs = ((proof.label, index) for index, proof in enumerate(record.labels))
        yield from (Reference(Kind.LABEL, slug, ("labels", index, "label")) for slug, index in proofs)
    elif isinstance(record, Category) and record.parent:
        yield Reference(Kind.CATEGORY, record.parent, ("parent",))
    elif isinstance(record, Collection):
        yield from _collection_references(record)


def _product_references(product: Product) -> Iterator[Reference]:
    yield Reference(Kind.COOPERATIVE, product.cooperative, ("cooperative",))
    yield from _many(Kind.CATEGORY, product.categories, "category")
    yield from _many(Kind.LABEL, product.labels, "labels")
    yield from _many(Kind.PRODUCT, product.related, "related")
    yield from _many(Kind.COOPERATIVE, product.accepted_by, "accepted_by")


def _collection_references(collection: Collection) -> Iterator[Reference]:
    yield from _many(Kind.PRODUCT, collection.products, "products")
    match = collection.match
    if match is None:
        return
    for kind, slugs, name in (
        (Kind.CATEGORY, match.categories, "categories"),
        (Kind.REGION, match.regions, "regions"),
        (Kind.COOPERATIVE, match.cooperatives, "cooperatives"),
        (Kind.LABEL, match.labels, "labels"),
    ):
        yield from (Reference(kind, slug, ("match", name, index)) for index, slug in enumerate(slugs))


def _many(kind: Kind, slugs: Iterable[str], name: str) -> Iterator[Reference]:
    return (Reference(kind, slug, (name, index)) for index, slug in enumerate(slugs))


def check_records(items: Items, today: date) -> Iterator[Problem]:
    """Yield what is wrong between records: claims without proof, SKUs used twice, circles of categories."""
    for item in items[Kind.COOPERATIVE].values():
        yield from _expired_proofs(item, today)
    for item in items[Kind.PRODUCT].values():
        yield from _unproved_labels(item, items)
        yield from untold(item)
    for item in items[Kind.REGION].values():
        yield from _region_code(item)
    for item in items[Kind.CATEGORY].values():
        yield from _category_circle(item, items)
    yield from _skus_twice(items)


def _expired_proofs(item: LoadedRecord[Record], today: date) -> Iterator[Problem]:
    assert isinstance(item.record, Cooperative)
    for index, proof in enumerate(item.record.labels):
        if not proof.holds_on(today):
            location = ("labels", index, "valid_until")
            until = proof.valid_until.isoformat() if proof.valid_until else "?"
            yield warning("proof.expired", item.source.path, item.source.line_of(*location), f"labels.{index}",
                          label=proof.label, until=until)  # fmt: skip


def _unproved_labels(item: LoadedRecord[Record], items: Items) -> Iterator[Problem]:
    assert isinstance(item.record, Product)
    maker = items[Kind.COOPERATIVE].get(item.record.cooperative)
    proved = (
        {proof.label for proof in maker.record.labels} if maker and isinstance(maker.record, Cooperative) else set()
    )
    for index, slug in enumerate(item.record.labels):
        label = items[Kind.LABEL].get(slug)
        if label and getattr(label.record, "needs_proof", True) and slug not in proved:
            yield warning("proof.missing", item.source.path, item.source.line_of("labels", index), f"labels.{index}",
                          label=slug, cooperative=item.record.cooperative)  # fmt: skip


def untold(item: LoadedRecord[Record]) -> Iterator[Problem]:
    """Yield what a buyer will miss."""
    assert isinstance(item.record, Product)
    record, source = item.record, item.source
    waits = record.availability in (Availability.MADE_TO_ORDER, Availability.PREORDER)
    if waits and record.lead_time is None:
        yield warning("lead_time.missing", source.path, source.line_of("availability"), "lead_time")
    if not record.pictures and not item.found_pictures:
        yield warning("picture.none", source.path, 1, "pictures")
    if record.type is ProductType.PRODUCT and not source.body and not record.summary:
        yield warning("body.empty", source.path, 1)


def _region_code(item: LoadedRecord[Record]) -> Iterator[Problem]:
    assert isinstance(item.record, Region)
    code, source = item.record.code, item.source
    if code and code in OLD_CODES:
        yield error("region.old_code", source.path, source.line_of("code"), "code", text=code, now=OLD_CODES[code])
    elif code and code.startswith("MA-") and not is_region(code):
        yield error("region.code", source.path, source.line_of("code"), "code", text=code)
    elif not code and not item.record.title:
        yield error("field.missing", source.path, 1, "title")


def _category_circle(item: LoadedRecord[Record], items: Items) -> Iterator[Problem]:
    seen: list[str] = []
    slug: str | None = item.slug
    while slug and slug in items[Kind.CATEGORY]:
        if slug in seen:
            chain = " → ".join([*seen, slug])
            yield error("category.circle", item.source.path, item.source.line_of("parent"), "parent", chain=chain)
            return
        seen.append(slug)
        record = items[Kind.CATEGORY][slug].record
        slug = record.parent if isinstance(record, Category) else None


def _skus_twice(items: Items) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for item in items[Kind.PRODUCT].values():
        for sku, location in _skus(item):
            other = first.get(sku.upper())
            first.setdefault(sku.upper(), item.source.path)
            if other is not None:
                field = ".".join(str(part) for part in location)
                yield error("sku.twice", item.source.path, item.source.line_of(*location), field, text=sku, other=other)


def _skus(item: LoadedRecord[Record]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the SKUs of a product with their places; a variant whose id is there twice is another problem."""
    assert isinstance(item.record, Product)
    if not item.record.variants:
        yield item.record.sku_of(item.slug), ("sku",)
    seen: set[str] = set()
    for index, variant in enumerate(item.record.variants):
        if variant.sku or variant.id not in seen:
            yield item.record.sku_of(item.slug, variant), ("variants", index, "sku")
        seen.add(variant.id)
