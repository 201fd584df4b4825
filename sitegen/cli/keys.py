"""`sitegen keys`."""

from __future__ import annotations

import os

import click

from sitegen.orders.signing import KEY_VARIABLE, new_key, signer_from, signer_of


@click.group("keys")
def command() -> None:
    """Make the pair of keys that published prices are signed with."""


@command.command("new")
def new() -> None:
    """Make a pair of keys: the private one on stdout, and what to do with both on stderr.

    Nothing is written to a file. Give the private key to nobody but the place that publishes the shop.
    """
    private_key = new_key()
    click.echo(private_key)
    click.echo(
        f"\nThe line above is the private key. Keep it as the secret {KEY_VARIABLE} of the machine that publishes "
        "the shop\n(CI or Netlify: a secret variable), and in a safe place; it belongs in no file of the site.\n\n"
        f"The public key goes into sitegen.toml:\n\n[checkout]\nsigning_public_key = "
        f'"{signer_of(private_key).public_key}"',
        err=True,
    )


@command.command("show")
def show() -> None:
    """Show the public key that belongs to the private one in the environment."""
    signer = signer_from(os.environ)
    if signer is None:
        raise click.ClickException(f"{KEY_VARIABLE} is not set")
    click.echo(signer.public_key)
