"""Which checkouts serve a product: its own, its cooperative's or the site's, each checked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from sitegen.checkout.base import (
    Account,
    ButtonMaker,
    Goods,
    HandOff,
    Order,
    OrderKind,
    OrderLine,
    Provider,
    Recipe,
    Refusal,
    has_options,
)
from sitegen.checkout.recipes import serve
from sitegen.checkout.registry import PROVIDERS, find_provider
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.cooperative import Cooperative
from sitegen.models.money import Money
from sitegen.models.product import Product, Variant
from sitegen.problems import did_you_mean
from sitegen.values import LightValue, light_value

SHARED = ("cooperative", "site", "contact")
"""Levels whose checkouts serve many products."""


@light_value
class Choice(LightValue):
    """The checkouts that serve an order, and where they are written.

    `level` is `product`, `variant`, `cooperative`, `site` or `contact`; `completed` has the places in `specs` that a
    product or variant completed with options of its own, while the list itself is the cooperative's or the site's.
    """

    specs: tuple[CheckoutSpec, ...]
    level: str
    completed: tuple[tuple[int, str], ...] = ()

    def level_of(self, position: int) -> str:
        """Return where the last word of one checkout is written."""
        return dict(self.completed).get(position, self.level)


def account_of(cooperative: Cooperative) -> Account:
    """Return how a cooperative can be written to."""
    contact = cooperative.contact
    return Account(whatsapp=contact.whatsapp or "", email=contact.email or "", phone=contact.phone or "")


def choose_checkout(
    product: Product, variant: Variant | None, cooperative: Cooperative, default: tuple[CheckoutSpec, ...]
) -> Choice:
    """Return the nearest checkouts that are written; without any, those that the cooperative's contact allows.

    A checkout that only says which product is meant (`{provider: shopify, variant: 123}`) completes the cooperative's
    of the same provider, and the others of its list stay behind it.
    """
    choice = shared_checkout(cooperative, default)
    choice = _nearer(choice, product.checkout, "product")
    return _nearer(choice, variant.checkout, "variant") if variant else choice


def shared_checkout(cooperative: Cooperative, default: tuple[CheckoutSpec, ...]) -> Choice:
    """Return the checkouts that serve a cooperative's products without their own."""
    if cooperative.checkout:
        return Choice(cooperative.checkout, "cooperative")
    if default:
        return Choice(default, "site")
    account = account_of(cooperative)
    implied = [("whatsapp", account.whatsapp), ("mailto", account.email)]
    return Choice(tuple(CheckoutSpec(provider=name) for name, address in implied if address), "contact")


def _nearer(choice: Choice, specs: tuple[CheckoutSpec, ...], level: str) -> Choice:
    if not specs:
        return choice
    places = {spec.provider: place for place, spec in reversed([*enumerate(choice.specs)])}
    if all(spec.provider in places and _completes(spec) for spec in specs):
        own = {places[spec.provider]: spec for spec in specs}
        merged = tuple(own[at].over(spec) if at in own else spec for at, spec in enumerate(choice.specs))
        return Choice(merged, choice.level, tuple({**dict(choice.completed), **dict.fromkeys(own, level)}.items()))
    known = {provider: choice.specs[place] for provider, place in places.items()}
    return Choice(tuple(_with_account(spec, known) for spec in specs), level)


def _completes(spec: CheckoutSpec) -> bool:
    """Return whether a checkout says which product is meant, and nothing of an account."""
    provider = find_provider(spec.provider)
    return provider is not None and bool(spec.options) and provider.item_options.issuperset(dict(spec.options))


def _with_account(spec: CheckoutSpec, known: dict[str, CheckoutSpec]) -> CheckoutSpec:
    """Return a checkout with the account that the level above names for the same provider, unless it has its own."""
    provider, above = find_provider(spec.provider), known.get(spec.provider)
    if provider is None or above is None or not _completes(spec):
        return spec
    return spec.over(_without(above, provider.item_options))


def _without(spec: CheckoutSpec, options: Iterable[str]) -> CheckoutSpec:
    kept = tuple(pair for pair in spec.options if pair[0] not in options)
    return CheckoutSpec(provider=spec.provider, options=kept)


def check_spec(
    spec: CheckoutSpec, account: Account, hosts: tuple[str, ...], *, shared: bool = False
) -> Iterator[Refusal]:
    """Yield why one checkout cannot work, whatever is ordered; a `shared` one may leave options to its products."""
    provider = find_provider(spec.provider)
    if provider is None:
        choices = ", ".join(sorted(PROVIDERS))
        suggestion = did_you_mean(spec.provider, PROVIDERS)
        values = (("text", spec.provider), ("choices", choices), ("suggestion", suggestion))
        yield Refusal("checkout.unknown", "provider", values)
        return
    for name, _ in spec.options:
        if name not in provider.options:
            choices = ", ".join(sorted(provider.options))
            values = (("text", name), ("choices", choices), ("suggestion", did_you_mean(name, provider.options)))
            yield Refusal("field.unknown", name, values)
    yield from provider.check(spec, account, hosts)
    if not shared:
        yield from provider.lacks(spec)


@lru_cache(maxsize=4096)
def _works(spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> bool:
    return not any(check_spec(spec, account, hosts))


@light_value
class Asked(LightValue):
    """What a buyer may order at once, as far as a checkout may refuse it: amounts are those of a voucher."""

    kind: OrderKind
    quantity: int = 1
    prices: tuple[Money, ...] = ()
    amounts: tuple[Money, ...] = ()


def check_choice(choice: Choice, variant: Variant | None, account: Account, asked: Asked) -> Iterator[Refusal]:
    """Yield why the checkouts, each fine by itself, cannot serve this product, variant or choice of amounts."""
    wrong = list(check_links(choice, variant, asked))
    yield from wrong or _reach(choice, account, asked)


def check_links(choice: Choice, variant: Variant | None, asked: Asked) -> Iterator[Refusal]:
    """Yield links that would sell the wrong thing, because one link stands for several; or that there is nothing."""
    if not choice.specs:
        yield Refusal("checkout.none", "checkout")
    for position, spec in enumerate(choice.specs):
        provider = find_provider(spec.provider)
        if provider is None or not has_options(provider, spec) or provider.tells_product(spec):
            continue
        level = choice.level_of(position)
        if level in SHARED:
            yield Refusal("checkout.shared_link", "checkout", (("provider", spec.provider), ("level", level)))
        elif variant is not None and level != "variant":
            yield Refusal("checkout.variant_link", "checkout", (("provider", spec.provider), ("variant", variant.id)))
        elif len(asked.amounts) > 1:
            values = (("provider", spec.provider), ("variant", str(asked.amounts[0])))
            yield Refusal("checkout.variant_link", "checkout", values)


def _reach(choice: Choice, account: Account, asked: Asked) -> Iterator[Refusal]:
    """Yield why none of the checkouts can take this order, the first one's reasons first."""
    reasons: list[Refusal] = []
    is_scripted = False
    for spec in choice.specs:
        provider = find_provider(spec.provider)
        if provider is None:
            return
        found = list(_reasons(provider, spec, account, asked))
        if not found and not provider.capabilities.needs_script:
            return
        is_scripted = is_scripted or not found
        reasons += found
    if is_scripted:
        reasons = [Refusal("checkout.needs_script", "checkout", (("provider", choice.specs[0].provider),))]
    yield from reasons[:1]


def _reasons(provider: Provider, spec: CheckoutSpec, account: Account, asked: Asked) -> Iterator[Refusal]:
    """Yield why one checkout cannot take this order."""
    yield from provider.lacks(spec)
    if asked.kind not in provider.capabilities.kinds:
        yield Refusal("checkout.kind", "checkout", (("provider", spec.provider), ("kind", asked.kind.value)))
        return
    goods = Goods("x", spec, {"fr": "x"}, asked.prices)
    recipe = provider.recipe(spec, account, (goods,)) if has_options(provider, spec) else None
    if recipe is None:
        return
    choices, currency = ", ".join(recipe.currencies), asked.prices[0].currency if asked.prices else ""
    if recipe.currencies and not {money.currency for money in asked.prices} & {*recipe.currencies}:
        known = (("provider", spec.provider), ("currency", currency), ("choices", choices))
        yield Refusal("checkout.currency", "checkout", known)
    elif serve(recipe, _trial(asked)) is None:
        values = (("provider", spec.provider), ("quantity", str(asked.quantity)))
        yield Refusal("checkout.quantity", "checkout", values)


class _Plain:
    def gettext(self, message: str) -> str:
        return message


def _trial(asked: Asked) -> Order:
    """Return the smallest order of these goods."""
    price = asked.prices[0] if asked.prices and asked.kind is not OrderKind.QUOTE else None
    line = OrderLine("x", "x", asked.quantity, price, "", "", asked.prices)
    return Order(asked.kind, "x", "fr", (line,), _Plain())


def hand_offs(choice: Choice, account: Account, hosts: tuple[str, ...], order: Order) -> tuple[HandOff, ...]:
    """Return the hand-offs of an order of one product, the best first; a checkout that cannot serve it is left out."""
    found = (_hand_off(spec, account, hosts, order) for spec in choice.specs)
    return tuple(hand_off for hand_off in found if hand_off)


def _hand_off(spec: CheckoutSpec, account: Account, hosts: tuple[str, ...], order: Order) -> HandOff | None:
    provider = find_provider(spec.provider)
    if provider is None or not _works(spec, account, hosts):
        return None
    if provider.capabilities.needs_script and isinstance(provider, ButtonMaker):
        return provider.button(spec, order)
    goods = tuple(_goods(spec, order.language, line) for line in order.lines)
    recipe = provider.recipe(spec, account, goods)
    return serve(recipe, order) if recipe else None


def _goods(spec: CheckoutSpec, language: str, line: OrderLine) -> Goods:
    prices = line.prices or ((line.price,) if line.price else ())
    return Goods(line.sku, spec, {language: line.title}, prices)


@light_value
class Sellable(LightValue):
    """One thing that can be put into a cart: `titles` by language, `prices` of one unit, the main one first."""

    product: Product
    variant: Variant | None
    sku: str
    titles: dict[str, str]
    prices: tuple[Money, ...] = ()


@light_value
class ShopRecipes(LightValue):
    """The recipes of a cooperative in the order in which they are tried, and by SKU those of goods that have others."""

    shared: tuple[Recipe, ...]
    own: dict[str, tuple[Recipe, ...]]


def shop_recipes(
    maker: Cooperative, default: tuple[CheckoutSpec, ...], hosts: tuple[str, ...], goods: Sequence[Sellable]
) -> ShopRecipes:
    """Return how a cart of one cooperative's goods is handed over.

    Goods that complete the shared checkouts are in the shared recipes, so that several of them make one hand-off.
    """
    account, shared = account_of(maker), shared_checkout(maker, default)
    completing: list[tuple[Sellable, Choice]] = []
    own: dict[str, tuple[Recipe, ...]] = {}
    for one in goods:
        choice = choose_checkout(one.product, one.variant, maker, default)
        if choice.level == shared.level:
            completing.append((one, choice))
        else:
            found = (_recipe(spec, account, hosts, [(one, spec)]) for spec in choice.specs)
            own[one.sku] = tuple(recipe for recipe in found if recipe)
    recipes = (
        _recipe(spec, account, hosts, [(one, choice.specs[place]) for one, choice in completing])
        for place, spec in enumerate(shared.specs)
    )
    return ShopRecipes(tuple(recipe for recipe in recipes if recipe), own)


def _recipe(
    spec: CheckoutSpec, account: Account, hosts: tuple[str, ...], goods: Sequence[tuple[Sellable, CheckoutSpec]]
) -> Recipe | None:
    """Return a recipe for those of the goods that the provider can serve; None when it can serve none."""
    provider = find_provider(spec.provider)
    if provider is None or any(check_spec(spec, account, hosts, shared=True)):
        return None
    known = [Goods(one.sku, own, one.titles, one.prices) for one, own in goods if _works(own, account, hosts)]
    return provider.recipe(spec, account, known) if known else None
