// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Organisation} from "./Organisation.sol";
import {IOrganisationFactory} from "./interfaces/IOrganisationFactory.sol";

/// @title Organisation factory
/// @notice Makes organisations at addresses that follow from their first owners.
contract OrganisationFactory is IOrganisationFactory {
    /// @inheritdoc IOrganisationFactory
    address public immutable implementation;
    /// @inheritdoc IOrganisationFactory
    mapping(address organisation => bool) public isOrganisation;

    constructor() {
        implementation = address(new Organisation());
    }

    /// @inheritdoc IOrganisationFactory
    function create(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external returns (address organisation) {
        organisation = Clones.cloneDeterministic(implementation, _saltOf(owners, ownersNeeded, salt));
        isOrganisation[organisation] = true;
        emit OrganisationCreated(organisation, owners, ownersNeeded);
        Organisation(organisation).initialize(owners, ownersNeeded);
    }

    /// @inheritdoc IOrganisationFactory
    function addressOf(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external view returns (address) {
        return Clones.predictDeterministicAddress(implementation, _saltOf(owners, ownersNeeded, salt));
    }

    /// @dev Owners are part of the salt: who makes it first makes what the owners expect, or nothing.
    function _saltOf(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(owners, ownersNeeded, salt));
    }
}
