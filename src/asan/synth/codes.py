"""The codes that the hospital writes, with the descriptions that its source files carry beside them.

Every code is in the starter vocabulary (``asan.omop.starter``); a test compares the two.
"""

from typing import NamedTuple


class Code(NamedTuple):
    """A code of a source vocabulary and what the hospital calls it."""

    vocabulary: str
    code: str
    text: str


def _snomed(code: str, text: str) -> Code:
    return Code("SNOMED", code, text)


def _rxnorm(code: str, text: str) -> Code:
    return Code("RxNorm", code, text)


# Encounters
CHECK_UP = _snomed("162673000", "General examination of patient (procedure)")
WELL_CHILD = _snomed("410620009", "Well child visit (procedure)")
FOLLOW_UP = _snomed("390906007", "Follow-up encounter")
SYMPTOM = _snomed("185345009", "Encounter for symptom")
PROBLEM = _snomed("185347001", "Encounter for problem (procedure)")
TREATMENT_VISIT = _snomed("371883000", "Outpatient procedure")
TELEPHONE = _snomed("185317003", "Telephone encounter (procedure)")
VACCINATION_VISIT = _snomed("185349003", "Encounter for check up (procedure)")
EMERGENCY_VISIT = _snomed("50849002", "Emergency room admission (procedure)")
EMERGENCY_ADMISSION = _snomed("183452005", "Emergency hospital admission (procedure)")
PLANNED_ADMISSION = _snomed("32485007", "Hospital admission (procedure)")
AFTER_SURGERY = _snomed("439740005", "Postoperative follow-up visit (procedure)")
FIRST_PRENATAL = _snomed("424441002", "Prenatal initial visit")
PRENATAL = _snomed("424619006", "Prenatal visit")
POSTNATAL = _snomed("169762003", "Postnatal visit")
HOME_VISIT = _snomed("210098006", "Domiciliary or rest home patient evaluation and management")
HOSPICE_ADMISSION = _snomed("305336008", "Admission to hospice (procedure)")
DEATH_CERTIFICATION = _snomed("308646001", "Death Certification")

# Lasting diseases
DIABETES = _snomed("44054006", "Type 2 diabetes mellitus")
HYPERTENSION = _snomed("59621000", "Essential hypertension")
DYSLIPIDEMIA = _snomed("55822004", "Hyperlipidemia")
OBESITY = _snomed("414916001", "Obesity (disorder)")
KIDNEY_3 = _snomed("433144002", "Chronic kidney disease stage 3 (disorder)")
KIDNEY_4 = _snomed("431857002", "Chronic kidney disease stage 4 (disorder)")
KIDNEY_5 = _snomed("46177005", "End-stage renal disease (disorder)")
ANGINA = _snomed("194828000", "Angina pectoris")
HEART_FAILURE = _snomed("88805009", "Chronic congestive heart failure (disorder)")
ATRIAL_FIBRILLATION = _snomed("49436004", "Atrial fibrillation")
ASTHMA = _snomed("195967001", "Asthma (disorder)")
COPD = _snomed("13645005", "Chronic obstructive pulmonary disease")
RHINITIS = _snomed("61582004", "Allergic rhinitis (disorder)")
ATOPIC_DERMATITIS = _snomed("24079001", "Atopic dermatitis (disorder)")
KNEE_ARTHRITIS = _snomed("239873007", "Osteoarthritis of knee")
OSTEOPOROSIS = _snomed("64859006", "Osteoporosis (disorder)")
RHEUMATOID_ARTHRITIS = _snomed("69896004", "Rheumatoid arthritis")
GOUT = _snomed("90560007", "Gout")
HYPOTHYROIDISM = _snomed("111566002", "Acquired hypothyroidism (disorder)")
DEPRESSION = _snomed("370143000", "Major depressive disorder")
ANXIETY = _snomed("197480006", "Anxiety disorder (disorder)")
ALZHEIMER = _snomed("26929004", "Alzheimer's disease (disorder)")
EPILEPSY = _snomed("84757009", "Epilepsy")
MIGRAINE = _snomed("37796009", "Migraine (disorder)")
PROSTATE_HYPERPLASIA = _snomed("266569009", "Benign prostatic hyperplasia")
REFLUX = _snomed("235595009", "Gastroesophageal reflux disease")
SLEEP_APNEA = _snomed("78275009", "Obstructive sleep apnea syndrome (disorder)")
DIABETIC_RETINOPATHY = _snomed(
    "1551000119108", "Nonproliferative retinopathy due to type 2 diabetes mellitus (disorder)"
)
DIABETIC_NEUROPATHY = _snomed("368581000119106", "Neuropathy due to type 2 diabetes mellitus (disorder)")

# Cancers
COLON_CANCER = _snomed("93761005", "Primary malignant neoplasm of colon")
BREAST_CANCER = _snomed("254837009", "Malignant neoplasm of breast (disorder)")
LUNG_CANCER = _snomed("254637007", "Non-small cell lung cancer (disorder)")
PROSTATE_CANCER = _snomed("93974005", "Primary malignant neoplasm of prostate (disorder)")
THYROID_CANCER = _snomed("363478007", "Malignant tumor of thyroid gland (disorder)")
LIVER_CANCER = _snomed("93870000", "Malignant neoplasm of liver")

# Illnesses and injuries that pass
PHARYNGITIS = _snomed("195662009", "Acute viral pharyngitis (disorder)")
BRONCHITIS = _snomed("10509002", "Acute bronchitis (disorder)")
PNEUMONIA = _snomed("233604007", "Pneumonia (disorder)")
GASTRITIS = _snomed("4556007", "Gastritis (disorder)")
CYSTITIS = _snomed("68226007", "Acute cystitis")
APPENDICITIS = _snomed("74400008", "Appendicitis")
CHOLECYSTITIS = _snomed("65275009", "Acute cholecystitis")
GI_HEMORRHAGE = _snomed("74474003", "Gastrointestinal hemorrhage")
PEPTIC_ULCER = _snomed("13200003", "Peptic ulcer")
LOW_BACK_PAIN = _snomed("279039007", "Low back pain")
COVID = _snomed("840539006", "COVID-19")
MYOCARDIAL_INFARCTION = _snomed("22298006", "Myocardial infarction (disorder)")
STROKE = _snomed("230690007", "Stroke")
SEPSIS = _snomed("91302008", "Sepsis (disorder)")
HIP_FRACTURE = _snomed("359817006", "Closed fracture of hip")
FOREARM_FRACTURE = _snomed("65966004", "Fracture of forearm")
ANKLE_SPRAIN = _snomed("44465007", "Sprain of ankle")
WHIPLASH = _snomed("39848009", "Whiplash injury to neck")
CONCUSSION = _snomed("62106007", "Concussion with no loss of consciousness")
HAND_LACERATION = _snomed("284549007", "Laceration of hand")
PREGNANCY = _snomed("72892002", "Normal pregnancy")
PREECLAMPSIA = _snomed("398254007", "Preeclampsia")

# Symptoms
FEVER = _snomed("386661006", "Fever (finding)")
COUGH = _snomed("49727002", "Cough (finding)")
DYSPNEA = _snomed("267036007", "Dyspnea (finding)")
CHEST_PAIN = _snomed("29857009", "Chest pain (finding)")
ABDOMINAL_PAIN = _snomed("21522001", "Abdominal pain (finding)")
HEADACHE = _snomed("25064002", "Headache (finding)")
NAUSEA = _snomed("422587007", "Nausea (finding)")
SORE_THROAT = _snomed("162397003", "Pain in throat (finding)")

# Drugs
METFORMIN = _rxnorm("860975", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet")
INSULIN_MIX = _rxnorm(
    "311048", "Insulin isophane, human 70 UNT/ML / insulin, regular, human 30 UNT/ML Injectable Suspension"
)
CANAGLIFLOZIN = _rxnorm("1373463", "canagliflozin 100 MG Oral Tablet")
AMLODIPINE = _rxnorm("197361", "Amlodipine 5 MG Oral Tablet")
LOSARTAN = _rxnorm("979492", "losartan potassium 50 MG Oral Tablet")
LISINOPRIL = _rxnorm("314076", "lisinopril 10 MG Oral Tablet")
THIAZIDE = _rxnorm("310798", "Hydrochlorothiazide 25 MG Oral Tablet")
SIMVASTATIN = _rxnorm("312961", "Simvastatin 20 MG Oral Tablet")
ATORVASTATIN = _rxnorm("617312", "Atorvastatin 10 MG Oral Tablet")
ATORVASTATIN_40 = _rxnorm("617311", "Atorvastatin 40 MG Oral Tablet")
FUROSEMIDE = _rxnorm("313988", "Furosemide 40 MG Oral Tablet")
SACUBITRIL_VALSARTAN = _rxnorm("1656354", "sacubitril 97 MG / valsartan 103 MG Oral Tablet")
CARVEDILOL = _rxnorm("200032", "carvedilol 12.5 MG Oral Tablet")
ASPIRIN = _rxnorm("243670", "Aspirin 81 MG Oral Tablet")
CLOPIDOGREL = _rxnorm("309362", "Clopidogrel 75 MG Oral Tablet")
NITROGLYCERIN = _rxnorm("198039", "Nitroglycerin 0.4 MG Sublingual Tablet")
WARFARIN = _rxnorm("855332", "Warfarin Sodium 5 MG Oral Tablet")
DIGOXIN = _rxnorm("197604", "Digoxin 0.125 MG Oral Tablet")
ERYTHROPOIETIN = _rxnorm("239999", "1 ML Epoetin Alfa 4000 UNT/ML Injection")
ALBUTEROL = _rxnorm("745679", "200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler")
FLUTICASONE = _rxnorm("895994", "120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler")
LORATADINE = _rxnorm("311372", "Loratadine 10 MG Oral Tablet")
CETIRIZINE = _rxnorm("1014678", "Cetirizine hydrochloride 10 MG Oral Tablet")
HYDROCORTISONE = _rxnorm("106258", "Hydrocortisone 10 MG/ML Topical Cream")
NAPROXEN = _rxnorm("198014", "Naproxen 500 MG Oral Tablet")
IBUPROFEN = _rxnorm("197805", "Ibuprofen 400 MG Oral Tablet")
ACETAMINOPHEN = _rxnorm("198440", "Acetaminophen 500 MG Oral Tablet")
TRAMADOL = _rxnorm("835603", "tramadol hydrochloride 50 MG Oral Tablet")
ALENDRONATE = _rxnorm("904419", "Alendronic acid 10 MG Oral Tablet")
METHOTREXATE = _rxnorm("105585", "Methotrexate 2.5 MG Oral Tablet")
BARICITINIB = _rxnorm("2047241", "baricitinib 2 MG Oral Tablet")
PREDNISONE = _rxnorm("312617", "predniSONE 5 MG Oral Tablet")
ALLOPURINOL = _rxnorm("197319", "Allopurinol 100 MG Oral Tablet")
COLCHICINE = _rxnorm("197541", "Colchicine 0.6 MG Oral Tablet")
LEVOTHYROXINE = _rxnorm("966222", "Levothyroxine Sodium 0.075 MG Oral Tablet")
SERTRALINE = _rxnorm("312938", "Sertraline 100 MG Oral Tablet")
FLUOXETINE = _rxnorm("310385", "FLUoxetine 20 MG Oral Capsule")
DONEPEZIL = _rxnorm("997223", "Donepezil hydrochloride 10 MG Oral Tablet")
GALANTAMINE = _rxnorm("310436", "Galantamine 4 MG Oral Tablet")
CARBAMAZEPINE = _rxnorm("308976", "carbamazepine 20 MG/ML Oral Suspension")
PREGABALIN = _rxnorm("483438", "pregabalin 100 MG Oral Capsule")
PROPRANOLOL = _rxnorm("856556", "propranolol hydrochloride 60 MG Oral Tablet")
AMOXICILLIN_CLAVULANATE = _rxnorm("562251", "Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet")
CEFUROXIME = _rxnorm("309097", "Cefuroxime 250 MG Oral Tablet")
CIPROFLOXACIN = _rxnorm("309309", "Ciprofloxacin 500 MG Oral Tablet")
VANCOMYCIN = _rxnorm("1807513", "vancomycin 1000 MG Injection")
NOREPINEPHRINE = _rxnorm("1745280", "norepinephrine 1 MG/ML Injection")
ENOXAPARIN = _rxnorm("854235", "0.4 ML Enoxaparin sodium 100 MG/ML Prefilled Syringe")
ONDANSETRON = _rxnorm("1740468", "ondansetron 2 MG/ML Injection")
MORPHINE = _rxnorm("1732136", "1 ML Morphine Sulfate 5 MG/ML Injection")
PROPOFOL = _rxnorm("1808220", "propofol 10 MG/ML Injection")
OXALIPLATIN = _rxnorm("1736779", "oxaliplatin 5 MG/ML Injection")
CISPLATIN = _rxnorm("1736854", "cisplatin 50 MG Injection")
PACLITAXEL = _rxnorm("583214", "Paclitaxel 100 MG Injection")
TAMOXIFEN = _rxnorm("198240", "Tamoxifen 10 MG Oral Tablet")
LEUPROLIDE = _rxnorm("752899", "0.25 ML Leuprolide Acetate 30 MG/ML Prefilled Syringe")
IRON = _rxnorm("310325", "ferrous sulfate 325 MG Oral Tablet")

# Procedures
ECG = _snomed("29303009", "Electrocardiographic procedure")
ECHOCARDIOGRAPHY = _snomed("40701008", "Echocardiography (procedure)")
SPIROMETRY = _snomed("127783003", "Spirometry (procedure)")
CHEST_XRAY = _snomed("399208008", "Plain X-ray of chest (procedure)")
PLAIN_XRAY = _snomed("168537006", "Plain radiography (procedure)")
HEAD_CT = _snomed("303653007", "Computed tomography of head (procedure)")
CHEST_CT = _snomed("169069000", "Computed tomography of chest (procedure)")
ABDOMEN_CT = _snomed("169070004", "Computed tomography of abdomen (procedure)")
HEAD_MRI = _snomed("241601008", "Magnetic resonance imaging of head (procedure)")
SPINE_MRI = _snomed("241645008", "Magnetic resonance imaging of spine (procedure)")
ULTRASOUND = _snomed("45036003", "Ultrasonography of abdomen (procedure)")
NECK_ULTRASOUND = _snomed("241453007", "Ultrasound scan of neck (procedure)")
BONE_DENSITY = _snomed("312681000", "Bone density scan (procedure)")
ENDOSCOPY = _snomed("118155006", "Gastrointestinal tract endoscopy (procedure)")
COLONOSCOPY = _snomed("73761001", "Colonoscopy")
MAMMOGRAPHY = _snomed("71651007", "Mammography (procedure)")
DEPRESSION_SCREENING = _snomed("171207006", "Depression screening (procedure)")
MEDICATION_REVIEW = _snomed("430193006", "Medication Reconciliation (procedure)")
CORONARY_ANGIOGRAPHY = _snomed("33367005", "Coronary angiography")
CORONARY_INTERVENTION = _snomed("415070008", "Percutaneous coronary intervention")
CORONARY_BYPASS = _snomed("232717009", "Coronary artery bypass grafting")
HEMODIALYSIS = _snomed("302497006", "Hemodialysis (procedure)")
APPENDECTOMY = _snomed("80146002", "Appendectomy")
CHOLECYSTECTOMY = _snomed("45595009", "Laparoscopic cholecystectomy")
HIP_REPLACEMENT = _snomed("52734007", "Total replacement of hip")
KNEE_REPLACEMENT = _snomed("609588000", "Total knee replacement (procedure)")
IMMOBILIZATION = _snomed("274474001", "Bone immobilization")
WOUND_CARE = _snomed("225358003", "Wound care (regime/therapy)")
PHYSICAL_THERAPY = _snomed("91251008", "Physical therapy procedure")
PROSTATE_RESECTION = _snomed("90199006", "Transurethral prostatectomy")
RADICAL_PROSTATECTOMY = _snomed("26294005", "Radical prostatectomy (procedure)")
PARTIAL_MASTECTOMY = _snomed("64368001", "Partial mastectomy (procedure)")
COLECTOMY = _snomed("359571009", "Right colectomy (procedure)")
LUNG_RESECTION = _snomed("232632009", "Wedge excision of lung (procedure)")
HEPATECTOMY = _snomed("71273005", "Partial hepatectomy (procedure)")
CHEMOTHERAPY = _snomed("367336001", "Chemotherapy (procedure)")
RADIOTHERAPY = _snomed("1287742003", "Radiotherapy (procedure)")
CESAREAN = _snomed("11466000", "Cesarean section")
VAGINAL_DELIVERY = _snomed("700000006", "Vaginal delivery of fetus (procedure)")
EPIDURAL = _snomed("18946005", "Epidural anesthesia")
FETAL_ULTRASOUND = _snomed("268445003", "Ultrasound scan - obstetric (procedure)")
FETAL_HEART = _snomed("225158009", "Auscultation of the fetal heart")
FUNDAL_HEIGHT = _snomed("274804006", "Evaluation of uterine fundal height")

# Nursing, on wards and in clinics
BLOOD_SAMPLE = _snomed("82078001", "Collection of blood specimen for laboratory (procedure)")
URINE_SAMPLE = _snomed("57617002", "Urine specimen collection (procedure)")
INTRAVENOUS_DRUG = _snomed("386358000", "Administration of drug or medicament via intravenous route (procedure)")
SUBCUTANEOUS_DRUG = _snomed("386362006", "Administration of drug or medicament via subcutaneous route (procedure)")
INTRAVENOUS_INFUSION = _snomed("14152002", "Intravenous infusion (procedure)")
DRESSING = _snomed("385949008", "Dressing change management (procedure)")
POSITIONING = _snomed("229824005", "Positioning patient (procedure)")
RISK_ASSESSMENT = _snomed("225338004", "Risk assessment (procedure)")
FUNCTIONAL_ASSESSMENT = _snomed("12894003", "Functional assessment (procedure)")
NEBULIZER = _snomed("56251003", "Nebulizer therapy (procedure)")
INITIAL_ASSESSMENT = _snomed("315639002", "Initial patient assessment (procedure)")
DISEASE_COUNSELLING = _snomed("445142003", "Counseling about disease (procedure)")
CARDIAC_MONITORING = _snomed("710839006", "Assessment of cardiac status using monitoring device (procedure)")
RISK_EDUCATION = _snomed("370995009", "Health risks education (procedure)")
MOUTH_CARE = _snomed("717778001", "Mouth care (regime/therapy)")
PSYCHOSOCIAL_CARE = _snomed("408919008", "Psychosocial care (regime/therapy)")
POSTOPERATIVE_CARE = _snomed("133899007", "Postoperative care (regime/therapy)")
JOINT_EXERCISE = _snomed("386294003", "Joint mobility exercises (regime/therapy)")
TRANSFER_EDUCATION = _snomed("410267000", "Mobility/transfers education, guidance and counseling (procedure)")
CARDIAC_CARE = _snomed("385715006", "Cardiac care (regime/therapy)")
KIDNEY_EDUCATION = _snomed("408420007", "Renal disorder education (procedure)")
RADIATION_CARE = _snomed("385798007", "Radiation therapy care (regime/therapy)")

# Care plans
SELF_CARE = _snomed("384758001", "Self-care interventions (procedure)")
HYPERTENSION_EDUCATION = _snomed("443402002", "Lifestyle education regarding hypertension")
DIET_EDUCATION = _snomed("11816003", "Diet education (procedure)")
ASTHMA_SELF_CARE = _snomed("699728000", "Asthma self management")
PULMONARY_REHABILITATION = _snomed("15081005", "Pulmonary rehabilitation (procedure)")
WEIGHT_PROGRAM = _snomed("718361005", "Weight management program")
ANTENATAL_CARE = _snomed("134435003", "Routine antenatal care")
FRACTURE_CARE = _snomed("385691007", "Fracture care")

# Devices and supplies
STENT = _snomed("705643001", "Coronary artery stent (physical object)")
GLUCOMETER = _snomed("337414009", "Blood glucose meter (physical object)")
OXYGEN_CONCENTRATOR = _snomed("336621006", "Oxygen concentrator (physical object)")
CPAP = _snomed("702172008", "Home continuous positive airway pressure unit (physical object)")
HUMIDIFIER = _snomed("706180003", "Respiratory humidifier (physical object)")
WHEELCHAIR = _snomed("228869008", "Manual wheelchair (physical object)")

# Allergens and reactions
ALLERGENS: tuple[tuple[Code, str, float], ...] = (  # code, category, share of all persons
    (_snomed("260147004", "House dust mite (organism)"), "environment", 0.06),
    (_snomed("256277009", "Grass pollen (substance)"), "environment", 0.02),
    (_snomed("264287008", "Animal dander (substance)"), "environment", 0.02),
    (_snomed("735029006", "Shellfish (substance)"), "food", 0.012),
    (_snomed("3718001", "Cow's milk (substance)"), "food", 0.006),
    (_snomed("762952008", "Peanut (substance)"), "food", 0.004),
    (_rxnorm("1191", "Aspirin"), "medication", 0.008),
    (_rxnorm("7984", "Penicillin V"), "medication", 0.01),
)
