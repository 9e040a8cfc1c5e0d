"""Words that are no names, and names that are words as well: what tells a name in a text from its neighbours."""

from __future__ import annotations

from mas_docs.names import words

GENERIC = frozenset(
    words(
        "baby babi unborn newborn child children plentyn plant unknown "
        "twin twins gefaill boy bachgen girl merch infant "
        "male gwryw female benyw one two three first second third i ii "
        "iii a b c x y tbc tba not named of mother "
        "foetus fetus bump sibling brother sister son daughter name known anon anonymous na none nk no"
    )
)
"""A name made of these alone identifies nobody."""

COMMON = frozenset(
    words(
        # First names, in English and in Welsh.
        "a ac an i o april august june july may summer "
        "autumn winter dawn eve art bill blue chance charity chase destiny "
        "faith frank grace grant guy haf harmony haven heath honey "
        "hope joy lane mai mark mercy miles page patience red "
        "rich river rose seren sky star storm sunny will ivy "
        "holly daisy lily poppy violet olive iris jade ruby pearl "
        "amber crystal melody sage basil robin jay drew gene jack pat "
        "rob sue dean clay cliff dale glen ray earl duke "
        "king prince major max noble ernest felicity verity "
        "prudence constance victor merit journey trinity genesis eden "
        "nos eira enfys cariad heulwen gwen glas bach eos wren "
        "rain true love story reign royal ocean forest brook sandy "
        # Surnames.
        "price cook page pages wood woods hill hills field fields "
        "street day days knight law young long short little small "
        "brown green white black gray grey baker butler carter cooper "
        "marsh west north east south bell bush cross bridge "
        "bridges church park parks lake lakes rivers bank banks house hall "
        "ball bird fox wolf lamb bull fish pike rice berry "
        "cherry sharp strong swift power powers wise good hardy "
        "savage sweet gold silver steel case chambers court judge "
        "bishop abbot pope deacon priest parsons parish mason "
        "miller potter porter gardener fisher hunter shepherd singer "
        "parker walker ward warden marshall sergeant self person "
        "friend child childs english welsh french irish holland "
        "ireland wall walls waters summers winters frost snow weeks "
        "moon bliss best blunt bright gentle grave graves holder "
        "home homes keen key keys land lock low marks mills moss "
        "nurse oak orchard pace pain peace pepper plant pool post "
        "pound print rush sands seal seals shore skinner spring still "
        "tanner temple tower vale wells wild wilder worth read "
        "reader ring ford bond book boot brand bread burn burns "
        "butcher cash darling early farmer flowers foster freed fry "
        "gale gates glass goose hand hands head hide hood hook "
        "horn speed sparks stone stones story strange table taylor "
        "town train tree turner underwood wait waite walk weaver "
        "webb wheeler carers care carer barber chard mawr llwyd "
        "teg coed pen head root rock roper sawyer smart "
        "spicer tailor twist vane visitor weir winner workman archer"
    )
)
"""Somebody's name and a word of every day; two of them side by side are a name only where they have their capitals."""

NO_NAMES = frozenset(
    words(
        # What stands before or after a child's name in headings, tables and forms.
        "child childs children childrens subject client patient pupil "
        "student young person people miss master sibling "
        "siblings brother brothers sister sisters twin twins baby unborn "
        "son daughter half step boy girl male female "
        "gender sex age aged born dob birth date dates day "
        "dear about regarding concerning re ref reference case cases id "
        "name names surname forename forenames first last given "
        "family families middle known address telephone phone tel "
        "mobile postcode email nhs upn number no yes na none nil "
        "tbc dr gp school nursery college class year agency role "
        "status present apologies attended absent invited attendance circulation copy cc copies "
        "conference conferences review reviews plan plans core group "
        "groups minutes meeting meetings report reports record "
        "protection supervision multi agency mas cp cpr "
        "strategy discussion discussions visit visits statutory contact "
        "assessment chronology genogram summary outline background update "
        "updates progress initial section part appendix "
        "page item agenda action actions outcome outcomes "
        "decision decisions registered registration register category "
        "categories neglect emotional physical sexual abuse harm risk "
        "risks need needs legal court order views wishes "
        "feelings health education housing police social worker "
        "visitor services service children local authority board "
        "confidential official sensitive private restricted draft final "
        "form letter note notes file paper papers "
        "recommendation recommendations concern concerns strengths timescale who what "
        "when where why how both all each "
        "the a an of for and or to in on at by with from is "
        "was has had that this these those it he she they his her their "
        "when while although because if as but so since after before "
        "during then there here not did does do can will may "
        "should could would also "
        "january february march april june july august september october november "
        "december jan feb mar apr jun jul aug sep "
        "sept oct nov dec monday tuesday wednesday thursday friday saturday "
        "sunday mon tue tues wed thu thur thurs fri sat "
        "plentyn plant enw enwau cyfenw dyddiad geni ganwyd "
        "achos cyfeirnod cynllun cyfarfod cofnodion adroddiad teulu "
        "yr y am ar gan ac a i o yn mae oedd brawd chwaer merch mab"
    )
)
"""Words with a capital that are nobody's name, so that a name beside them begins or ends there."""

PARTICLES = frozenset(
    words("ap ab ferch van von der den de del della dela da di du le la el al bin bint ibn ter st mac mc o abu")
)
"""What belongs to the surname that follows it."""

PROFESSIONAL_TITLES = frozenset(
    words(
        "dr prof professor rev revd reverend sir dame lady lord cllr "
        "councillor pc ds dc di dci sgt sergeant constable insp "
        "inspector supt superintendent nurse midwife matron judge solicitor teacher headteacher"
    )
)
"""Before a name, they say that it is a professional's."""

ADULT_TITLES = PROFESSIONAL_TITLES.union(
    words(
        "mr mrs ms mx father mother mam mum mummy dad daddy tad "
        "grandmother grandfather grandma grandad grandpa nan nana nain "
        "taid mamgu tadcu aunt auntie aunty uncle modryb "
        "ewythr stepmother stepfather stepmum stepdad partner husband wife boyfriend girlfriend carer parent"
    )
)
"""Before a name, they say that it is an adult's."""

CHILD_LABELS = frozenset(
    words(
        "child children re regarding concerning about subject name "
        "pupil patient student miss master baby sibling plentyn "
        "plant enw ynghylch"
    )
)
"""Before a name, they say that it is a child's."""
