"""The module over HTTP: each folder's routes under one router."""

from fastapi import APIRouter

from asan.modules.research.analysis import routes as analysis
from asan.modules.research.analysis.kept import routes as kept_analyses
from asan.modules.research.chart import routes as chart
from asan.modules.research.concept_sets import routes as concept_sets
from asan.modules.research.feasibility import routes as feasibility
from asan.modules.research.generation import routes as generation
from asan.modules.research.live import routes as live
from asan.modules.research.review import routes as review
from asan.modules.research.saved import routes as saved
from asan.modules.research.study import routes as study

router = APIRouter()
router.include_router(saved.router)
router.include_router(generation.router)
router.include_router(live.router)
router.include_router(concept_sets.router)
router.include_router(analysis.router)
router.include_router(kept_analyses.router)
router.include_router(feasibility.router)
router.include_router(chart.router)
router.include_router(review.router)
router.include_router(study.router)
