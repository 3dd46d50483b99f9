#!/usr/bin/python3.11
