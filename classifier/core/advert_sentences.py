"""The words and beginnings by which sentences of job adverts are told apart."""

import re

from .advert_words import Section, bag

VERBS = bag(
    """
    accompany achieve acquire act adapt address administer advise advocate agree align
    allocate analyse analyze answer anticipate apply appraise approve arrange articulate
    assemble assess assign assist attend attract audit author automate balance be become
    benchmark book brainstorm brief bring broaden broker budget build calculate call capture
    carry champion chase chat check choose clean close co-ordinate coach collaborate collate
    collect commission communicate compile complete compose conceive conduct configure connect
    consult contact contribute control convert coordinate copywrite cover craft create
    cultivate curate cut deal decide define delegate deliver demonstrate deploy design
    determine develop devise diagnose direct discover distribute document draft drive edit
    educate email embed enable encourage engage enhance enrich ensure enter escalate establish
    estimate evaluate examine execute expand experiment explain explore facilitate field file
    film find follow forecast forge formulate foster gain gather generate get give greet grow
    guide hand handle help hit hold host identify implement improve induct influence inform innovate
    inspire install instruct integrate interpret interview investigate invoice issue join jump
    keep launch lead learn leverage liaise line-manage listen log look maintain make manage
    map market maximise maximize measure meet mentor merchandise mine minimise minimize model
    moderate monitor motivate negotiate network nurture obtain offer onboard open operate
    optimise optimize orchestrate order organise organize originate oversee own pack
    participate partner perform photograph pick pilot pitch place plan pop position post
    prepare present price prioritise prioritize process procure produce programme promote
    propose prospect protect provide publicise publish pull purchase pursue push qualify raise
    reach recommend reconcile record recruit refine refresh regain relate renew repair reply
    report represent research resolve respond retain review revise ring run safeguard scale
    schedule scope scout script secure segment select sell send serve set shadow shape share
    shepherd ship shoot showcase sign solve source speak spearhead spot standardise stay steer stock
    store streamline strengthen study submit supervise supply support sustain tackle tailor
    take talk target teach tell test thank track trade train transform translate travel
    troubleshoot turn uncover understand undertake update upload upsell use utilise utilize
    validate verify visit welcome win work write
    """
)
NOT_GERUNDS = bag(
    """
    marketing following leading growing learning understanding offering training
    """
)
NEED_VERBS = bag(
    """
    need have possess bring thrive hold demonstrate love enjoy know understand want like care
    feel think are can can't could should must may might would do don't speak become prefer
    already believe aren't haven't 're ideally
    """
)
GET_VERBS = bag("receive get earn benefit enjoy gain join love find accrue")
BE_DUTY = bag("responsible expected required tasked asked accountable involved in")
NOT_BE = bag("reporting joining based paid entitled given offered")
ROLE = re.compile(
    r"(?:candidate|hire|person|incumbent|role|position|post|job|individual|employee|lead|s/?he|they"
    r"|holder|.*(?:holder|ager|tive|cer|tant|tor|ist|iate|lyst|iser|izer|eter|per|ser|ver|eer))$"
)
HEADS = bag("head director manager chief lead officer executive president secretary")
ROLE_TITLE = re.compile(
    r"(?:manager|executive|officer|assistant|director|coordinator|co-ordinator|specialist|associate"
    r"|representative|rep|lead|analyst|consultant|administrator|advis[eo]r|head|marketer|copywriter"
    r"|writer|designer|strategist|planner|fundraiser|merchandiser|buyer|engineer|intern|apprentice"
    r"|supervisor|agent|partner|trainee|editor|producer|developer|clerk|negotiator|cmo|vp|sdr|bdr"
    r"|chief|president|secretary|worker|promoter|ambassador|controller|wizard|ninja)s?\b",
)
WORD = re.compile(r"[a-z0-9'&/+-]+")
ADVERB = re.compile(
    r"(?:also|then|to|and|or|mainly|often|sometimes|daily|weekly|monthly|[a-z]{2,}ly)$"
)
DUTY = re.compile(
    r"(?:jointly |directly |solely |primarily )?(?:responsible|responsibility|accountable) for\b"
    r"|in charge of\b|your (?:main |key |core |daily )*(?:duties|tasks|responsibilities|job"
    r"|role|day)"
    r"\b.{0,40}\b(?:includ|involv|will be|is to)|(?:(?:other|main|key|core|the) )?(?:duties"
    r"|responsibilities|accountabilities) (?:(?:will|may) )?(?:also )?includ"
    r"|the (?:role|job|post|position) (?:(?:will )?(?:also )?(?:involve|include)|is to)"
    r"|we(?:'d| would)? (?:also )?(?:need|want|expect|like|ask) you to\b"
    r"|(?:any )?other (?:\w+ )?(?:duties|tasks)\b|ad[ -]hoc\b"
)
YEARS = (
    r"(?:(?:a |at |an )?(?:minimum|least|over|around|about)(?: of)? )?(?:\d{1,2}|one|two|three|four"
    r"|five|six|seven|eight|ten)\+?(?: ?(?:-|–|to|or) ?(?:\d{1,2}|more|five|four|three|six))?\+?"
    r"(?: or more)? (?:years?|yrs)\b"
)
LABEL = re.compile(
    r"(?:(?:job|post|position|role|start|starting|closing|interview|contract|employment|vacancy"
    r"|working|base|reference|date|application) )?(?:title|number|location|salary|package|pay|wage"
    r"|grade|hours|contract|type|tenure|term|start|starts|date|dates|deadline|department"
    r"|directorate"
    r"|employer|company|team|division|reference|ref|reports? to|reporting to|responsible (?:to|for)"
    r"|accountable to|line manager|direct reports|industry|sector|level|seniority|website|contact"
    r"|phone|tel|telephone|e-?mail|ote|posted|based|duration|fte|band|rate|job|role|position|post"
    r"|vacancy|client|where|when|job id|posted|travel|remote|schedule|workplace)(?: no\.?| date)?"
    r" ?[:|]"
)
HARD: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern))
    for section, pattern in (
        (
            Section.APPLY,
            r"to apply\b|(?:please )?apply (?:by|now|online|via|at|to|here|before|today|with"
            r"|through"
            r"|for this)\b|please (?:send|apply|e-?mail|submit|note|visit|forward|quote|include)\b"
            r"|(?:just )?(?:send|e-?mail|submit|forward|upload) (?:us |me )?(?:your|a"
            r"|an) .{0,40}?(?:\bcv\b"
            r"|r[ée]sum[ée]|application|cover)|(?:if )?(?:this )?interested\b|closing date"
            r"|applications?"
            r" (?:close|will|should|must|are|by|deadline)|interviews? (?:will|are|date|week|:)"
            r"|(?:dm|drop|e-?mail|call|contact|message) us\b"
            r"|(?:strictly )?no (?:recruitment )?(?:agenc"
            r"|recruiters|phone calls|cvs)|for (?:an informal|more info|further (?:info|details))"
            r"|(?:the )?(?:deadline|closing date) (?:for|is)|only (?:shortlisted|successful)",
        ),
        (
            Section.BENEFITS,
            r"(?:we|the company)(?:'ll|'re| will| are| can| also)* (?:also )?(?:offer|provide"
            r"|give|pay)"
            r"|in return\b|(?:the |basic |base |starting |annual |competitive )*(?:salary|pay|ote"
            r"|on-target earnings|compensation)(?: range)?\b.{0,40}(?:\d|compet|negot|depend|£"
            r"|\$|€)"
            r"|[£$€] ?\d|competitive (?:salary|pay)|\d{1,2} days'? (?:of )?(?:paid "
            r"|annual )?(?:holiday|leave|off|pto|vac)",
        ),
        (
            Section.REQUIREMENTS,
            YEARS + r"|to be (?:considered|eligible|successful|appointed)\b"
            r"|(?:a |an )?(?:bachelor|master'?s|degree|university degree|diploma|bsc|mba|hnd|gcse"
            r"|a-levels?)\b.{0,12}(?:degree|in\b|or|level|educat|qual)|educated to"
            r"|experience (?:with|in|of|as|using"
            r"|running|managing|working|leading|required)\b|(?:proven|demonstrable|previous"
            r"|prior|some"
            r"|solid|strong|significant|extensive) (?:\w+ )?(?:experience|track|record)"
            r"|(?:a )?(?:proven )?track record|(?:the )?(?:ideal|successful|right) (?:candidate"
            r"|applicant"
            r"|person) (?:has|is|must|should)|(?:full|valid|clean) .{0,12}driving",
        ),
        (Section.LEGAL, r".{0,80}\b(?:equal[ -]opportunit|e-verify|without regard to)"),
        (
            Section.ABOUT,
            r"(?:hey|hi|hello)?,? ?(?:we(?:'re| are|'ve| have) |join (?:us|our (?:\w+ ){0,3}team)\b"
            r"|looking for (?:a|an) )|(?:founded|established) in \d|are you (?:a|an|looking"
            r"|ready)\b",
        ),
    )
)
SOFT: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern))
    for section, pattern in (
        (
            Section.REQUIREMENTS,
            r"(?:an? |some |the )?(?:strong\b(?!-)|excellent|outstanding|good|great|sound|solid"
            r"|exceptional|deep"
            r"|working|proficien|fluen|familiar|ability to|able to|capable|confident|comfort"
            r"|keen|willing|must\b|essential|desirable|preferred|ideally|candidates|applicants"
            r"|driving"
            r"|right to work|self-|highly|attention to|team player|enthusias|passion|knowledge of"
            r"|understanding of|qualified|certified|experienced\b|native|creative|proactive)",
        ),
        (
            Section.BENEFITS,
            r"(?:free|generous|flexible|private|pension|bonus|unlimited|enhanced|discount"
            r"|company car"
            r"|company pension|life (?:assurance|cover|insurance)|annual leave|paid |health|medical"
            r"|competitive|subsidised|uncapped|401)",
        ),
        (
            Section.ABOUT,
            r"(?:full|part)[ -]time\b|(?:remote|hybrid|on-?site|permanent|temporary"
            r"|fixed[ -]term)\b"
            r"|report(?:s|ing) to\b|our |we\b|(?:the|this|it) (?:role|post|position|job|company"
            r"|team"
            r"|is|has|pace|business)\b|it's\b|based (?:in|at)\b|about\b|if you|as a (?:company"
            r"|team)",
        ),
    )
)
ANYWHERE: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (Section.APPLY, re.compile(r"@[\w-]{1,63}\.")),
    (
        Section.LEGAL,
        re.compile(
            r"regardless of|dbs check|background check|registered charity"
            r"|reasonable (?:adjust|accommod)|welcomes? applications|right to work"
        ),
    ),
)
