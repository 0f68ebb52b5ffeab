"""대시보드: what the published snapshot holds, in figures that say where they come from."""
