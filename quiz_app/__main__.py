"""`python -m quiz_app` is `quiz-app`."""

from quiz_app.cli.main import main

if __name__ == "__main__":
    main()
