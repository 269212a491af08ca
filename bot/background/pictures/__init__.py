"""Pictures that were sent, put right when their stories change."""
