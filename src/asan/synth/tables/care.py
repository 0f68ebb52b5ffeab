"""encounters.csv, conditions.csv, medications.csv, immunizations.csv, procedures.csv, observations.csv."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.synth.analytes import Analyte
from asan.synth.answers import QUESTIONS, Question
from asan.synth.arrays import Ints
from asan.synth.catalog import CODES
from asan.synth.cells import chosen, dates, moments, same, text, won
from asan.synth.chart import Chart
from asan.synth.charted import MEASURED
from asan.synth.clock import DAY
from asan.synth.costs import VACCINE
from asan.synth.encounters import KINDS, OPEN
from asan.synth.observations import ITEMS, Observations
from asan.synth.visits.checkups import VACCINES

Table = dict[str, pa.Array]
_CODE = [c.code for c in CODES]
_TEXT = [c.text for c in CODES]


def links(chart: Chart, encounter: Ints) -> Table:
    """The columns PATIENT and ENCOUNTER of items of these visits."""
    patient = text(chart.patient_ids).take(pa.array(chart.visits.patient[encounter]))
    return {"PATIENT": patient, "ENCOUNTER": text(chart.visit_ids).take(pa.array(encounter))}


def coded(numbers: Ints, code: str = "CODE", description: str = "DESCRIPTION") -> Table:
    """A code and its text; nothing where the number is -1."""
    return {code: chosen(_CODE, numbers), description: chosen(_TEXT, numbers)}


def encounters(chart: Chart) -> Table:
    """One row a visit."""
    e, bill = chart.visits, chart.bill
    return {
        "Id": text(chart.visit_ids),
        "START": moments(e.start),
        "STOP": moments(e.stop),
        "PATIENT": text(chart.patient_ids).take(pa.array(e.patient)),
        "ORGANIZATION": chosen(list(chart.site_ids), chart.site_of_visit),
        "PROVIDER": chosen(list(chart.doctors.id), chart.doctor_of_visit),
        "PAYER": chosen(list(chart.payer_ids), chart.payer_of_visit),
        "ENCOUNTERCLASS": chosen([k.encounter_class for k in KINDS], e.kind),
        "CODE": chosen([k.code.code for k in KINDS], e.kind),
        "DESCRIPTION": chosen([k.code.text for k in KINDS], e.kind),
        "BASE_ENCOUNTER_COST": won(bill.base, chart.billed),
        "TOTAL_CLAIM_COST": won(bill.total, chart.billed),
        "PAYER_COVERAGE": won(bill.covered, chart.billed),
        **coded(e.reason, "REASONCODE", "REASONDESCRIPTION"),
    }


def conditions(chart: Chart) -> Table:
    """One row a diagnosis."""
    d = chart.events.diagnoses
    closed = d.stop < OPEN
    return {
        "START": dates(chart.visits.start[d.encounter] // DAY),
        "STOP": dates(np.where(closed, d.stop, 0) // DAY, closed),
        **links(chart, d.encounter),
        "SYSTEM": same("SNOMED-CT", len(d)),
        **coded(d.condition),
    }


def medications(chart: Chart) -> Table:
    """One row a prescription: of 30 days a dispensing at home, of one in a stay."""
    m = chart.events.prescriptions
    price, dispenses = chart.drug_price
    total = price * dispenses
    share = chart.covered_share[m.encounter]
    linked = links(chart, m.encounter)
    return {
        "START": moments(chart.visits.start[m.encounter]),
        "STOP": moments(m.stop, m.stop < OPEN),
        "PATIENT": linked["PATIENT"],
        "PAYER": chosen(list(chart.payer_ids), chart.payer_of_visit[m.encounter]),
        "ENCOUNTER": linked["ENCOUNTER"],
        **coded(m.drug),
        "BASE_COST": chart.priced(price),
        "PAYER_COVERAGE": chart.priced(np.floor(total * share).astype(np.int64)),
        "DISPENSES": pa.array(dispenses),
        "TOTALCOST": chart.priced(total),
        **coded(m.reason, "REASONCODE", "REASONDESCRIPTION"),
    }


def immunizations(chart: Chart) -> Table:
    """One row a dose."""
    v = chart.vaccinations
    return {
        "DATE": moments(chart.visits.start[v.encounter]),
        **links(chart, v.encounter),
        "CODE": chosen([c.code for c in VACCINES], v.vaccine),
        "DESCRIPTION": chosen([c.text for c in VACCINES], v.vaccine),
        "BASE_COST": chart.priced(np.full(len(v.encounter), VACCINE)),
    }


def procedures(chart: Chart) -> Table:
    """One row a procedure."""
    p = chart.events.procedures
    start = chart.visits.start[p.encounter] + p.offset
    return {
        "START": moments(start),
        "STOP": moments(start + p.length),
        **links(chart, p.encounter),
        **coded(p.procedure),
        "BASE_COST": chart.priced(chart.procedure_price),
        **coded(p.reason, "REASONCODE", "REASONDESCRIPTION"),
    }


def observations(chart: Chart) -> Table:
    """One row a result."""
    o = chart.results
    items: list[Analyte | Question] = [MEASURED[key] if key in MEASURED else QUESTIONS[key] for key in ITEMS]
    return {
        "DATE": moments(o.time),
        **links(chart, o.encounter),
        "CATEGORY": chosen([item.category for item in items], o.item),
        "CODE": chosen([item.loinc for item in items], o.item),
        "DESCRIPTION": chosen([item.text for item in items], o.item),
        "VALUE": _values(o),
        "UNITS": chosen([item.unit if isinstance(item, Analyte) else "" for item in items], o.item),
        "TYPE": chosen(["numeric" if isinstance(item, Analyte) else "text" for item in items], o.item),
    }


def _values(o: Observations) -> pa.Array:
    """Numbers as short as they are exact, and answers in their words."""
    words: list[str] = []
    at = np.full(len(o), -1)
    for key, question in QUESTIONS.items():
        rows = o.item == ITEMS.index(key)
        at[rows] = o.answer[rows] + len(words)
        words += question.answers
    numbers = pa.array(o.value).cast(pa.string())
    return pc.if_else(pa.array(at >= 0), chosen(words, at), numbers)
