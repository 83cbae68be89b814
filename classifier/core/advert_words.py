"""The words by which job adverts name their sections and begin their sentences."""

import re
from enum import StrEnum


def bag(text: str) -> frozenset[str]:
    """Return the words of `text`."""
    return frozenset(text.split())


class Section(StrEnum):
    """What a line of a job advert is about."""

    DUTIES = "duties"
    ABOUT = "about"
    REQUIREMENTS = "requirements"
    BENEFITS = "benefits"
    APPLY = "apply"
    LEGAL = "legal"
    HEADING = "heading"
    PLAIN = "plain"


_JOB = "(?:role|job|position|post|gig|work|opportunity|vacancy|assignment)"
WEAK_HEADING = re.compile(
    rf"(?:(?:more |a bit |some details )?about |the |this |your |overview of )*(?:new )?{_JOB}$"
    rf"|{_JOB} (?:description|details|content|profile)$"
)

HEADINGS: tuple[tuple[re.Pattern[str], Section], ...] = tuple(
    (re.compile(pattern), section)
    for pattern, section in (
        (
            rf"why (?:this|the) {_JOB}|{_JOB} (?:summary|overview|purpose|objective|context)"
            rf"|(?:(?:overall |main )?(?:purpose|summary|overview|objective|aim))\b(?: of .*)?$"
            r"|(?:general|executive|position|vacancy) (?:summary|overview)",
            Section.ABOUT,
        ),
        (
            r"(?:how|where|when|ready|want) (?:to |you can |do i |do you )?appl|to apply"
            r"|apply(?: now| here| today| to us)?$"
            r"|application|(?:our |the )?(?:hiring|recruitment|interview|selection) process"
            r"|(?:how we|how to|what happens)\b.*(?:hire|hiring|recruit|next|interview|join)"
            r"|next steps?|interested|contact(?: us| details)?$|get in touch|closing date"
            r"|what happens next|(?:ready to|how to) join|deadline$|key dates|more information"
            r"|further information",
            Section.APPLY,
        ),
        (
            r"(?:commitment to )?(?:equal|equality|diversity|equity|eeo|inclusion|accommodation)\b"
            r"|our commitment|safeguarding|disclaimer|legal|privacy|important(?: information)?$"
            r"|other information|additional information|general(?: information)?$|note$|notes$"
            r"|(?:the )?(?:small print|fine print)|pre employment",
            Section.LEGAL,
        ),
        (
            r"(?:what|who|how)? ?(?:will |would )?(?:it |we |we're |we are |you |you'll "
            r"|you will |you're"
            r" |you are |you'd |it would |that |makes |this )+(?:also )?(?:be |are )?(?:a |an )?"
            r"(?:looking|search|seek|bring|need|must|should|have|ideally|help if|takes|want"
            r"|great|good"
            r"|thrive|fit|succeed|suited|perfect|right|love to see|like to see|hope|expect from"
            r"|value"
            r"|require|possess|know|if you)\b(?! you to)",
            Section.REQUIREMENTS,
        ),
        (
            r"you (?:might|may|could) be|what do (?:we|i) (?:need|want|look|expect)|(?:a bit "
            r"|more |all )?"
            r"about (?:you|the (?:person|candidate)|yourself)$|you$"
            r"|who you are"
            r"|who (?:are|you're|should|we)(?: you)? ?(?!are$)(?:we|need|want|apply|looking|you)?\b"
            r"(?! are$)(?:.+)|you are$|you're$|is this you|(?:does this |this )?sounds? like you"
            r"|your (?:profile|background|skills?|experience|qualifications?|superpowers?|toolkit"
            r"|strengths?|expertise|knowledge|cv|attributes)|(?:the |our )?(?:ideal|right"
            r"|successful"
            r"|perfect|preferred) (?:candidate|person|applicant)|nice to have|nice if|good to have"
            r"|bonus points?|brownie points|extra credit|even better|(?:big |a )?plus(?:es)?$"
            r"|must have"
            r"|(?:candidates?|applicants?) (?:should|must|will|need|are)|would be nice"
            r"|it's a (?:plus|bonus)|what (?:we|we're|we are) (?:look|need|want|seek|after)"
            r"|(?:the |our )?(?:person|candidate)(?: spec.*| profile)?$",
            Section.REQUIREMENTS,
        ),
        (
            r"what (?:you'll|you will|will you|do you|you can|you|do i|you'd) (?:get|receive"
            r"|expect|earn"
            r"|gain|enjoy|be paid)\b(?! to do)|(?:what )?(?:we|we'll|we can|we will) (?:can "
            r"|will |do )?"
            r"(?:offer|give|provide)|what(?:'s| is| are)? (?:in it|on offer|the perks|we offer"
            r"|in store)"
            r"|why\b|.*you(?:'ll| will) love|in return|on offer|(?:the |our )?(?:good|fun"
            r"|nice) (?:stuff|bits?|part)"
            r"|you(?:'ll| will) (?:get|receive|enjoy|earn)|how we(?:'ll| will)? (?:look|reward"
            r"|care)"
            r"|what's in it|(?:our|the) offer\b|the (?:package|deal|rewards?|perks)|life at"
            r"|(?:working|employment) (?:hours|pattern)|terms (?:and|of)",
            Section.BENEFITS,
        ),
        (
            r"(?:what|how) (?:will |would |does |do )?(?:you'll|you will|you'd|you would|you"
            r"|your|the|this"
            rf"|a|we need you|we'll ask you|we'd like you|we want you) (?:typical )?(?:be "
            rf"|actually |to |{_JOB}|day"
            r"|do|own|spend|make|contribute|deliver|drive|lead|tackle|handle|achieve|look after"
            r"|impact|help|can expect to do|week|really)\b"
            rf"|your (?:new |main |key |typical |first |core |daily )*(?:{_JOB}|day|days|week"
            rf"|mission"
            r"|tasks?|impact|remit|focus|challenge|contribution|areas)\b"
            rf"|(?:in|as part of) (?:this|the|your) {_JOB}|(?:a |the |your )?(?:typical |average )?"
            r"(?:day|week) (?:to day|in the|at|might|could)|(?:a )?typical (?:day|week)|day to day"
            r"|.*\byou(?:'ll| will| shall)(?: also| be| need to| have to| mainly)*$|as (?:a|an"
            r"|our|the) .*you(?:'ll| will)"
            r"|.*\b(?:responsible|accountable|responsibility) for$|.*\b(?:holder|candidate|role|job"
            r"|position|work) (?:will|shall|would)(?: be| also)*$|.*\b(?:involves?|includes?"
            r"|entails?)$"
            r"|key result|scope of|.*\bbe (?:expected|required|asked) to$|we(?:'d"
            r"| would)? (?:need|want"
            r"|like|expect) you to|what you do$",
            Section.DUTIES,
        ),
        (
            r"(?:a bit |a little |more |all |some words )?about (?!the role|this role)"
            r"|who (?:are we|we"
            r" are|is)|what we do|who's|how we work|meet (?:the|us|your)|our (?:client|company"
            r"|story"
            r"|values?|culture|mission|vision|team|people|world|business|organi[sz]ation|history"
            r"|purpose|charity|work)|the (?:company|team|organi[sz]ation|business|client|firm"
            r"|school"
            r"|charity|council|agency|brand|employer|department)$|(?:company|business|corporate"
            r"|team"
            r"|client|organi[sz]ation|employer) (?:overview|profile|description|background|summary"
            r"|culture|values)|(?:introduction|overview|background|company|context|mission|vision"
            r"|values|culture)$|where you(?:'ll| will) (?:work|be)|your team$|location$",
            Section.ABOUT,
        ),
    )
)

DUTY_NOUNS = bag(
    """
    responsibilities responsibility duties accountabilities accountability
    """
)
DUTY_LAST = bag("tasks activities functions deliverables workload remit task")
NOT_A_HEADING = bag("other any ad assigned required time such")
LAST_NOUNS = {
    Section.REQUIREMENTS: bag(
        """
    requirements qualifications criteria specification competencies competences prerequisites
    """
    ),
    Section.BENEFITS: bag("benefits perks compensation remuneration"),
}
COVERED = {
    Section.REQUIREMENTS: bag(
        """
    required requirement requirements qualification qualifications skills skill experience
    knowledge abilities ability essential desirable desired preferred education educational
    competencies competences attributes minimum basic technical soft hard personal
    professional criteria selection person specification expertise training certifications
    licences licenses languages language background characteristics qualities traits aptitude
    necessary core previous relevant profile candidate additional behaviours
    """
    ),
    Section.BENEFITS: bag(
        """
    benefits benefit perks perk package packages compensation salary pay reward rewards
    remuneration bonus extras employee staff terms conditions hours holiday offer total range
    additional other company wellbeing ote basic pension schedule
    """
    ),
}
FILLERS = bag(
    """
    and & or the of a for your our key main what in with to is are we us s
    """
)
