"""What keeps histories whole: backups, and copies that are verified, exchanged and put back."""
