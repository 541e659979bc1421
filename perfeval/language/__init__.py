"""The rule language (审核公式): one formula, three readers. docs/审核公式.md is its page for accountants.

    text ─ scanner, parser ─▶ tree ─ plan, program ─▶ closures ─ instances ─▶ relation, outcomes ─▶ CheckResult
                               └ printer                            │            evaluate   the first reader
    Dossier ─ domains ─▶ Form ─ views, cells ─▶ Value ─ selection ──┘            excel      the second, over the cells
                                                                                 chinese    the third, in words

``rule`` is an entry of rules.toml, ``method`` a scoring formula, ``vocabulary`` the names that rules may use,
``examples`` and ``layout`` make a dossier with cells of a rule's own examples, ``errors`` is what a person sees of a
formula that cannot be used.
"""
