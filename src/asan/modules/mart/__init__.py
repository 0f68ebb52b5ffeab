"""데이터마트: the CDM's tables, their rows through the gateway, profiles and exports."""
