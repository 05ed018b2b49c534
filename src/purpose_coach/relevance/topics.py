"""Words of one topic: a nurse and a hospital are about the same thing and share no letters.

Our own table, general English: each line is a topic, its words in any order.
"""

from __future__ import annotations

from functools import cache

from purpose_coach.relevance.words import root

__all__ = ["kin"]

_TOPICS = """
age elderly senior seniors old aged retirement retired pensioner older
animal animals pet pets dog cat horse livestock cattle bird wildlife veterinary
art artist artists music musician theatre dance painting museum gallery concert stage film cinema
    culture
aviation airline aircraft flight flights plane pilot airport fly
book books reading read reader readers library author authors novel literature publish publisher
    writing bookshop
build building buildings construction architect architecture house houses housing roof concrete
    brick
child children kid kids pupil pupils youth teenager teenagers toddler baby infant
climate carbon emission emissions co2 greenhouse warming
cloth clothes clothing garment garments fashion textile textiles fabric wear cotton wool
computer software app apps code programming digital data developer developers algorithm
cook cooking kitchen meal meals dish restaurant chef recipe menu dine
craft handmade artisan artisans workshop woodwork
crime criminal prison prisoner conviction offender police
death dying die bereavement grief funeral hospice palliative
debt loan loans credit borrower borrowers lend lender repayment mortgage
disability disabled wheelchair blind deaf impairment accessible
disease illness sick sickness infection symptom symptoms cancer diabetes
doctor doctors physician nurse nurses clinic clinics hospital hospitals patient patients medical
    medicine surgery treatment therapy healthcare health
education school schools teacher teachers classroom student students lesson lessons curriculum
    teach learn learning tutor university course courses
electricity electric energy power solar wind turbine turbines grid kilowatt kilowatts battery
    panel panels
family families parent parents mother father mothers fathers household households
farm farms farmer farmers agriculture crop crops harvest grain field orchard organic grower
    growers
fish fishing fishery catch trawl boats
food bread bakery bake baker vegetable vegetables fruit meat dairy cheese eat diet nutrition
forest forests tree trees wood timber woodland
freight cargo logistics truck trucks lorry shipper shippers haulage warehouse
friend friends friendship lonely loneliness companionship
garden gardens gardening plant plants flower flowers seed seeds
insurance insured insurer claim policyholder
job jobs employment employer employers career careers unemployed vacancy candidate candidates
justice court courts lawyer lawyers legal law rights tenant tenants eviction defence
language languages translate translation translator bilingual speak speaking
machine machines engineer engineers engineering mechanical manufacture factory factories
money savings finance financial bank banks banking invest investment
mind mental anxiety depression psychologist counselling stress burnout
nature biodiversity species habitat ecosystem wild conservation
outdoors hike hiking mountain mountains trail trails
poison toxic pesticide pesticides herbicide chemical chemicals harmful
pollution plastic plastics packaging waste litter landfill recycle recycled recycling reuse reused
poor poverty income wage wages afford affordable
rail railway train trains station locomotive
refugee refugees migrant migrants asylum newcomer newcomers
repair repairs mend mended restore spare refurbish refurbished
research science scientific experiment experiments laboratory scientist scientists
road roads car cars driver drivers traffic vehicle vehicles
sea ocean marine coast coastal reef harbour
secret privacy confidential breach password passwords encryption hacker phishing
safe safety accident accidents injury injuries hazard danger dangerous inspection inspections
shop shops store stores retail shopper shoppers
skin cosmetics beauty cream shampoo makeup
sleep rest bed beds mattress
soil land earth compost fertile
sport sports fitness gym exercise training athlete athletes running swim
tax taxes accountant accounting bookkeeping invoice
travel tourist tourists tourism guest guests hotel trip journey holiday
village villages rural remote countryside
volunteer volunteers charity donate donation donor donors nonprofit
walk walking cycle cycling bike bikes bicycle bicycles pedestrian
water river rivers lake aquifer drinking leak leaks tap
wine wines vineyard vineyards vine vines grape grapes winery
woman women female girl girls gender
"""


def kin(word: str) -> frozenset[str]:
    """The roots of the words that share a topic with the root `word`, itself left out."""
    return _kin().get(word, frozenset())


@cache
def _kin() -> dict[str, frozenset[str]]:
    topics = [
        frozenset(map(root, words.split())) for words in _TOPICS.replace("\n    ", " ").strip().splitlines()
    ]
    found: dict[str, frozenset[str]] = {}
    for topic in topics:
        for word in topic:
            found[word] = found.get(word, frozenset()) | topic - {word}
    return found
