"""`tqcheck serve`: the local service."""

from __future__ import annotations

import click

from tqcheck.errors import ConfigError, TqcheckError
from tqcheck.server.rate import PER_MINUTE, Rate


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to bind.")
@click.option("--port", default=8088, show_default=True, type=click.IntRange(0, 65535))
@click.option("--model", default="auto", metavar="NAME|PATH|off", help="Translation model.")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Host name to answer to besides this machine's, as behind a proxy or in a container.",
)
@click.option(
    "--allow-origin",
    multiple=True,
    metavar="ORIGIN",
    help="Web origin that may use the service from a browser, e.g. https://cms.example.",
)
@click.option(
    "--lt-issue-types",
    type=click.Choice(["its", "compat"]),
    default="its",
    show_default=True,
    help="Issue types for LanguageTool clients; compat for Superdesk.",
)
@click.option(
    "--rate",
    default=PER_MINUTE,
    show_default=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="Requests a minute from one address before it is told to wait; 0 for no limit. Behind a "
    "proxy on another machine, all clients share the proxy's address.",
)
def command(
    host: str,
    port: int,
    model: str,
    allow_host: tuple[str, ...],
    allow_origin: tuple[str, ...],
    lt_issue_types: str,
    rate: int,
) -> int:
    """Serve the editor's page, our JSON and LanguageTool's protocol on this machine.

    Open the page at http://127.0.0.1:8088/ or point an editor that speaks LanguageTool there.

    \b
    Examples:
      tqcheck serve
      tqcheck serve --port 8081 --model off
    """
    try:
        import uvicorn
        from anyio.from_thread import check_cancelled

        from tqcheck.server.app import application
    except ImportError as error:
        raise ConfigError(
            "the service needs more packages: pip install 'tqcheck[serve]'"
        ) from error
    from tqcheck.server.checker import Checker

    click.echo(f"tqcheck: http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    settings = uvicorn.Config(
        application(
            Checker(model, pulse=check_cancelled),
            hosts=("127.0.0.1", "localhost", "[::1]", host, *allow_host),
            origins=allow_origin,
            compat=lt_issue_types == "compat",
            rate=Rate(rate) if rate else None,
        ),
        host=host,
        port=port,
        log_level="error",  # What is no HTTP is refused, and no news.
        access_log=False,
        server_header=False,
        limit_concurrency=1000,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )
    try:
        uvicorn.Server(settings).run()
    except SystemExit as error:
        raise TqcheckError(f"cannot listen on {host}:{port}") from error
    return 0
