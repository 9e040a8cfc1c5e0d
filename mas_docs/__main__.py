"""Run the command line as `python -m mas_docs`."""

from mas_docs.cli.main import run

if __name__ == "__main__":
    run()
